package io.tidemark.generator.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.generator.GeneratorStreams;
import io.tidemark.generator.TypedOptions;
import io.tidemark.generator.run.InMemoryBroker;
import io.tidemark.generator.run.KafkaDestination;
import io.tidemark.generator.run.RawSender;
import io.tidemark.generator.run.Run;
import io.tidemark.kafka.RawTopicState;
import io.tidemark.model.definition.StreamDefinition;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A run that is stopped and then aborted while the broker is unavailable. */
@Timeout(30)
class StoppedRunTest {
  private static final StreamDefinition FLEET = GeneratorStreams.FLEET;
  private static final int PARTITIONS = 2;

  private final List<String> messages = Collections.synchronizedList(new ArrayList<>());
  private final FleetRun run =
      new FleetRun(
          FLEET,
          TypedOptions.simulated("--entities 2 --interval 1s --duration 3s"),
          new KafkaDestination(new Properties()),
          messages::add);

  /** A broker that never answers: a flush waits until the producer is closed. */
  private static final class SilentBroker extends InMemoryBroker {
    private final CountDownLatch flushing = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);

    SilentBroker() {
      super(FLEET.raw().topic(), PARTITIONS, record -> true);
    }

    /** Not synchronized: another thread closes the producer meanwhile. */
    @Override
    public void flush() {
      flushing.countDown();
      try {
        closing.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close(Duration timeout) {
      super.close(timeout);
      while (errorNext(new KafkaException("Producer is closed forcefully."))) {
        // the next one
      }
      closing.countDown();
    }
  }

  @Test
  void readingsWithoutAcknowledgementAtTheTimeLimitAreNotDelivered() throws Exception {
    SilentBroker broker = new SilentBroker();
    FutureTask<Run.Outcome> running = start(new RawSender(broker, FLEET.raw().topic(), PARTITIONS));
    broker.flushing.await();
    run.stop();
    run.abort();
    Run.Outcome outcome = running.get();
    assertThat(outcome.ledger().sent()).isZero();
    assertThat(outcome.ledger().failed()).isEqualTo(broker.history().size()).isPositive();
    assertThat(outcome.ledger().windows()).isEmpty();
    assertThat(outcome.ledger().interrupted()).isTrue();
    assertThat(outcome.ledger().heartbeats()).isZero();
    assertThat(outcome.undeliveredHeartbeats()).isEqualTo(PARTITIONS);
    assertThat(messages)
        .containsExactly(
            "not delivered: "
                + broker.history().size()
                + " readings, the last because: the broker had not acknowledged it when the run"
                + " was ended",
            "not delivered: 2 of 2 closing heartbeats, the last because: the broker had not"
                + " acknowledged it when the run was ended");
  }

  @Test
  void aReadingThatWaitsForTheBrokerDoesNotDelayTheLedger() throws Exception {
    Properties client = new Properties();
    client.setProperty("bootstrap.servers", "127.0.0.1:" + closedPort());
    try (RawSender sender = new RawSender(client, FLEET.raw().topic(), PARTITIONS)) {
      FutureTask<Run.Outcome> running = new FutureTask<>(() -> run(sender));
      Thread thread = new Thread(running);
      thread.start();
      while (thread.getState() != Thread.State.TIMED_WAITING) {
        // Kafka's producer waits up to a minute for the topic's metadata
        Thread.onSpinWait();
      }
      run.stop();
      run.abort();
      Run.Outcome outcome = running.get();
      assertThat(outcome.ledger().interrupted()).isTrue();
      assertThat(outcome.ledger().sent()).isZero();
      assertThat(outcome.ledger().failed()).isEqualTo(1);
      assertThat(outcome.isDelivered()).isFalse();
    }
  }

  private FutureTask<Run.Outcome> start(RawSender sender) {
    FutureTask<Run.Outcome> running = new FutureTask<>(() -> run(sender));
    new Thread(running).start();
    return running;
  }

  private Run.Outcome run(RawSender sender) {
    return run.run(new RawTopicState("id", PARTITIONS, OptionalLong.empty()), sender);
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
