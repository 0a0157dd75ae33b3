package io.tidemark.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.process.SparkJob;
import io.tidemark.stack.LocalStack;
import io.tidemark.stack.StackSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three brokers of which one at a time fails: every reading counts once, and nothing is started
 * again by hand. {@code CrashIT} with {@code -Dtidemark.brokers=3} kills each of them, and counts
 * up to Druid.
 */
class BrokersIT {
  private static final Duration PAUSE = Duration.ofSeconds(9);
  private static final int BATCH = 200;

  @TempDir static Path folder;
  @AutoClose static LocalStack stack;

  @BeforeAll
  static void startBrokers() {
    SharedStack.useThisProject();
    StackSettings three = new StackSettings(folder.resolve("stack"), 0, 0).withBrokers(3);
    stack = LocalStack.startKafka(three, System.err::println);
  }

  private static TestStream stream(String name) throws Exception {
    TestStream stream =
        TestStream.define(stack, folder, name, "int", "10 seconds", "0", "[entity]");
    stream.createTopics(3);
    return stream;
  }

  @Test
  void theBrokerThatCoordinatesTheTransactionsMayFailOrHang() throws Exception {
    TestStream stream = stream("three");
    try (SparkJob job = stream.streamWith("transaction.timeout.ms=6000");
        KafkaFaults faults = KafkaFaults.of(stream)) {
      CompletableFuture<Void> flood =
          CompletableFuture.runAsync(
              () -> stream.generate("--entities", "500", "--duration", "10m", "--speed-up", "10"));
      faults.awaitRows();
      faults.killTheCoordinator();
      faults.pauseTheCoordinator(job, PAUSE);
      flood.get();
      faults.awaitAllReadings(10_000);
      assertThat(job.isAlive()).as(stream.log()).isTrue();
    }
  }

  @Test
  void theLeadersOfThePartitionsOfAGatewayMayFail() throws Exception {
    TestStream stream = stream("gateway");
    try (GatewayProcess gateway = new GatewayProcess(stream);
        KafkaFaults faults = KafkaFaults.of(stream)) {
      RepeatingClient client = new RepeatingClient(gateway::address, BrokersIT::batch);
      client.begin();
      client.awaitGroup();
      faults.killEachBrokerInTurn();
      client.awaitGroup();
      client.stop();

      List<String> topic =
          stream.records(stream.definition().raw().topic()).stream()
              .map(record -> new String(record.value(), UTF_8))
              .toList();
      assertThat(topic).containsExactlyInAnyOrderElementsOf(client.accepted());
      assertThat(gateway.stop()).isZero();
    }
  }

  private static List<String> batch(int number) {
    return IntStream.range(number * BATCH, (number + 1) * BATCH)
        .mapToObj(
            n ->
                "{\"time\":%d,\"entity\":%d,\"temp\":20.13,\"humidity\":35.00}"
                    .formatted(1_772_323_200_000L + n, n % 50))
        .toList();
  }
}
