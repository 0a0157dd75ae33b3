package io.tidemark.benchmarks.kstreams;

import io.tidemark.benchmarks.peer.TurnTaker;
import io.tidemark.cli.Commands;
import io.tidemark.cli.KafkaOptions;
import io.tidemark.cli.StreamOption;
import io.tidemark.cli.UserError;
import io.tidemark.model.definition.StreamDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.streams.KafkaStreams;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Aggregates a backlog with Kafka Streams. An application does not end by itself, so a turn ends
 * when the output topic has all windows. Each turn starts a new application, without committed
 * offsets or state.
 */
@Command(
    name = "kafka-streams-peer",
    mixinStandardHelpOptions = true,
    description = "Aggregates a backlog with Kafka Streams for each line on standard input.")
public final class KafkaStreamsPeer implements Callable<Integer> {
  @Mixin StreamOption stream;
  @Mixin KafkaOptions kafka;

  @Option(names = "--to", paramLabel = "TOPIC", required = true, description = "Gets the windows.")
  String to;

  @Option(
      names = "--rows",
      paramLabel = "N",
      required = true,
      description = "How many windows there are; it is done when the topic has got so many.")
  long rows;

  public static void main(String[] args) {
    System.exit(Commands.run(new KafkaStreamsPeer(), args));
  }

  @Override
  public Integer call() {
    StreamDefinition definition = stream.load();
    WindowTopology.requireSupported(definition);
    try (TopicEnd end = new TopicEnd(kafka.properties(), to)) {
      TurnTaker.of("Kafka Streams", () -> aggregate(definition, end)).serve();
    }
    return 0;
  }

  private TurnTaker.Took aggregate(StreamDefinition definition, TopicEnd end) {
    long before = end.records();
    Properties settings = KafkaStreamsSettings.ofANewApplication(kafka.properties(), folder());
    AtomicLong running = new AtomicLong();
    long start = System.nanoTime();
    // a topology keeps the application id that it was used with, and the names of its topics
    KafkaStreams streams = new KafkaStreams(WindowTopology.of(definition, to), settings);
    try {
      streams.setStateListener(
          (now, was) -> {
            if (now == KafkaStreams.State.RUNNING) {
              running.compareAndSet(0, System.nanoTime());
            }
          });
      streams.start();
      end.await(before + rows);
      long done = System.nanoTime();
      return new TurnTaker.Took((running.get() - start) / 1e9, (done - start) / 1e9);
    } finally {
      streams.close();
      streams.cleanUp();
    }
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("kafka-streams-peer");
    } catch (IOException e) {
      throw new UserError("no folder for the state: " + e.getMessage(), e);
    }
  }
}
