package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.process.SparkJob;
import io.tidemark.stack.LocalStack;
import io.tidemark.stack.StackSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three brokers of which one at a time fails, under a generator and a job: every reading counts
 * once, and neither is started again by hand. {@code CrashIT} with {@code -Dtidemark.brokers=3}
 * kills each of them, and counts up to Druid.
 */
class BrokersIT {
  private static final Duration PAUSE = Duration.ofSeconds(9);

  @TempDir static Path folder;

  @Test
  void theBrokerThatCoordinatesTheTransactionsMayFailOrHang() throws Exception {
    SharedStack.useThisProject();
    StackSettings three = new StackSettings(folder.resolve("stack"), 0, 0).withBrokers(3);
    try (LocalStack stack = LocalStack.startKafka(three, System.err::println)) {
      TestStream stream =
          TestStream.define(stack, folder, "three", "int", "10 seconds", "0", "[entity]");
      stream.createTopics(3);
      try (SparkJob job = stream.streamWith("transaction.timeout.ms=6000");
          KafkaFaults faults = KafkaFaults.of(stream)) {
        CompletableFuture<Void> flood =
            CompletableFuture.runAsync(
                () ->
                    stream.generate("--entities", "500", "--duration", "10m", "--speed-up", "10"));
        faults.awaitRows();
        faults.killTheCoordinator();
        faults.pauseTheCoordinator(job, PAUSE);
        flood.get();
        faults.awaitAllReadings(10_000);
        assertThat(job.isAlive()).as(stream.log()).isTrue();
      }
    }
  }
}
