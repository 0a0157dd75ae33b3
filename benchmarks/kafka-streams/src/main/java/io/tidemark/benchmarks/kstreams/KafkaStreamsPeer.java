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
 * The aggregation of a backlog in Kafka Streams. An application has no end: a turn is over when the
 * topic has got all windows. Each has an application of its own, with nothing committed or stored.
 */
@Command(
    name = "kafka-streams-peer",
    mixinStandardHelpOptions = true,
    description = "Aggregates a backlog with Kafka Streams whenever standard input says so.")
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
    // a topology remembers the application that it was used for, and the names of its topics
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
