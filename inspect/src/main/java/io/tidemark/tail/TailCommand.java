package io.tidemark.tail;

import io.tidemark.cli.KafkaOptions;
import io.tidemark.cli.StreamOption;
import io.tidemark.cli.UntilStopped;
import io.tidemark.cli.UsageError;
import io.tidemark.kafka.KafkaBroker;
import io.tidemark.kafka.KafkaTopics;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.registry.RegistryOptions;
import java.io.BufferedWriter;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tail}: shows the records of a topic, decoded, as they arrive. */
@Command(
    name = "tail",
    mixinStandardHelpOptions = true,
    description = {
      "Show the records of one of the stream's topics as they come, decoded, until Ctrl-C.",
      "Committed records alone are read, without a consumer group; nothing is changed anywhere."
          + " Partitions that the topic gets later are not seen."
    },
    footer = {
      "",
      "  ./tidemark tail",
      "  ./tidemark tail aggregated --from start --key 17",
      "  ./tidemark tail dead-letter --until-end --format json | jq .reason",
      "  ./tidemark tail aggregated --chart avg_temp --key 17"
    })
public final class TailCommand implements Callable<Integer> {
  /** Where to start reading. */
  enum From {
    START,
    END
  }

  /** The output format. */
  enum Format {
    TABLE,
    JSON
  }

  @Mixin StreamOption stream;
  @Mixin KafkaOptions kafka;
  @Mixin RegistryOptions registry;

  @Parameters(
      arity = "0..1",
      paramLabel = "raw|aggregated|dead-letter|TOPIC",
      defaultValue = "raw",
      description = "What to show; TOPIC is the name of one of these (default: ${DEFAULT-VALUE}).")
  String what;

  @Option(
      names = "--from",
      paramLabel = "start|end",
      description =
          "Begin with the first record of each partition, or with what comes from now on"
              + " (default: end; with --until-end: start).")
  From from;

  @Option(
      names = "--last",
      paramLabel = "N",
      description =
          "Begin N offsets before the end of each partition. The ends of transactions have offsets"
              + " too, so an aggregated topic gives fewer records.")
  Long last;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description =
          "Show only records with this key. Of windows it is GROUP or GROUP|WINDOW_START, of dead"
              + " letters the place of the original, TOPIC-PARTITION-OFFSET.")
  String key;

  @Option(names = "--limit", paramLabel = "N", description = "Stop after so many records shown.")
  Long limit;

  @Option(
      names = "--until-end",
      description = "Stop at the ends that the partitions have now, instead of waiting for more.")
  boolean untilEnd;

  @Option(
      names = "--format",
      paramLabel = "table|json",
      defaultValue = "table",
      description =
          "A table, or a JSON object a line in which nothing is cut (default: ${DEFAULT-VALUE}).")
  Format format;

  @Option(
      names = "--chart",
      paramLabel = "MEASURE",
      description =
          "Of an aggregated topic: read to the ends, and draw a measure over the newest windows"
              + " instead of showing records. With --key of a group, of that group alone.")
  String chart;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    StreamDefinition definition = stream.load();
    StreamTopic topic = topic(definition);
    checkOptions();
    Optional<MeasureChart> drawn =
        chart == null ? Optional.empty() : Optional.of(chart(definition, topic));
    KafkaBroker broker = new KafkaBroker(client());
    broker.topic(topic.name());
    try (Consumer<byte[], byte[]> consumer = broker.consumer()) {
      TopicTailer tail =
          new TopicTailer(
              consumer,
              KafkaTopics.partitions(consumer, topic.name()),
              backlog(),
              record -> key == null || topic.format().hasKey(record, key),
              limit == null ? Long.MAX_VALUE : limit);
      UntilStopped watching = new UntilStopped();
      return watching.run(() -> show(topic, drawn, tail, watching.stop()), err());
    } catch (KafkaException e) {
      throw broker.explain(e);
    }
  }

  /** A topic needs a registry if its own records are Avro. */
  private StreamTopic topic(StreamDefinition definition) {
    StreamTopic topic = StreamTopic.find(definition, what);
    return topic.isAvro(definition) ? StreamTopic.find(registry.reading(definition), what) : topic;
  }

  private int show(
      StreamTopic topic, Optional<MeasureChart> drawn, TopicTailer tail, CountDownLatch stop) {
    PrintWriter out = new PrintWriter(new BufferedWriter(spec.commandLine().getOut()));
    RecordOutput output = drawn.isPresent() ? drawn.get() : output(topic, out);
    try {
      if (isUntilEnd()) {
        tail.readToTheEnds(output, () -> isRead(out) && stop.getCount() > 0);
        drawn.ifPresent(whole -> whole.draw(out));
      } else {
        printMessage("watching " + topic.name() + "; Ctrl-C ends it");
        tail.follow(output, () -> isRead(out) && stop.getCount() > 0);
      }
    } finally {
      out.flush();
    }
    printMessage(tail.summary());
    return 0;
  }

  private RecordOutput output(StreamTopic topic, PrintWriter out) {
    return format == Format.JSON
        ? new JsonRecordOutput(topic.format(), out)
        : new TableRecordOutput(topic.format(), out);
  }

  private MeasureChart chart(StreamDefinition definition, StreamTopic topic) {
    if (!(topic.format() instanceof AggregatedRecordFormat rows)) {
      throw new UsageError(
          "--chart: expected an aggregated topic, as in './tidemark tail aggregated --chart "
              + chart
              + "', found "
              + topic.name());
    }
    StreamDefinition.Aggregated aggregated =
        definition.aggregates().stream()
            .filter(windows -> windows.topic().equals(topic.name()))
            .findFirst()
            .orElseThrow();
    return new MeasureChart(aggregated, chart, rows);
  }

  /** A chart is drawn when all is read. */
  private boolean isUntilEnd() {
    return untilEnd || chart != null;
  }

  /** Flushes the output; false when its reader has closed it, as {@code | head} does. */
  private static boolean isRead(PrintWriter out) {
    out.flush();
    // a writer around the stream hides its errors
    return !System.out.checkError();
  }

  private void checkOptions() {
    if (from != null && last != null) {
      throw new UsageError("expected --from or --last, found both");
    }
    requirePositive("--last", last);
    requirePositive("--limit", limit);
  }

  private static void requirePositive(String option, Long number) {
    if (number != null && number < 1) {
      throw new UsageError(option + ": expected a number from 1 on, found " + number);
    }
  }

  /** How many offsets before the end to start. */
  private long backlog() {
    if (last != null) {
      return last;
    }
    boolean fromStart = from == null ? isUntilEnd() : from == From.START;
    return fromStart ? Long.MAX_VALUE : 0;
  }

  private Properties client() {
    Properties client = kafka.properties();
    client.remove("group.id");
    // a metadata request must not recreate a deleted topic
    client.setProperty("allow.auto.create.topics", "false");
    return client;
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }

  private void printMessage(String line) {
    PrintWriter err = err();
    err.println(line);
    err.flush();
  }
}
