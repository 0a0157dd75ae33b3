package io.tidemark.bench.topics;

import io.tidemark.bench.load.Backlog;
import io.tidemark.bench.program.MeasuredProgram;
import io.tidemark.bench.report.BenchOptions;
import io.tidemark.bench.report.BenchReport;
import io.tidemark.bench.report.Goal;
import io.tidemark.cli.KafkaOptions;
import io.tidemark.cli.StreamOption;
import io.tidemark.cli.UsageError;
import io.tidemark.cli.text.TextTable;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.process.ChildProgram;
import io.tidemark.process.ProjectRoot;
import io.tidemark.stack.LocalStack;
import io.tidemark.stack.StackSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code bench audit}: how fast the audit counts large topics. Hypothesis: in a heap of 512 MiB it
 * counts any number of readings and rows, in a time that grows with their number only.
 */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description =
        "Starts Kafka alone, fills a raw topic and its aggregated topic, and lets the audit count"
            + " both, each time in a new JVM. Reports readings and rows a second, and memory.")
public final class AuditedTopicsCommand implements Callable<Integer> {
  private static final String DEFAULT_STREAM = "benchmarks/druid.yaml";
  private static final int PARTITIONS = 4;
  private static final int MINUTE = 60;
  private static final long BEGIN = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
  private static final double MILLION = 1e6;
  private static final double MIB = 1 << 20;

  @Mixin BenchOptions options;

  @Option(
      names = "--stream",
      paramLabel = "FILE",
      description =
          "The definition of the stream, with windows of a minute by entity (default: "
              + DEFAULT_STREAM
              + ").")
  Path file;

  @Option(
      names = "--readings",
      paramLabel = "N",
      description = "In the raw topic (default: 20,000,000, with --quick 2,000,000).")
  Integer readings;

  @Option(
      names = "--entities",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many entities; each has a row a minute (default: ${DEFAULT-VALUE}).")
  int entities;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description =
          "Between two readings of an entity; 60 makes as many rows as readings (default:"
              + " ${DEFAULT-VALUE}).")
  int interval;

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      defaultValue = "512m",
      description = "Of the audit's JVM, as that writes it (default: ${DEFAULT-VALUE}).")
  String heap;

  private record Count(Map<String, List<Double>> figures) {
    double of(String name) {
      return figures.get(name).get(0);
    }

    double readings() {
      return of(TopicCount.READINGS) / of(TopicCount.READINGS_SECONDS) / MILLION;
    }

    double rows() {
      return of(TopicCount.ROWS) / of(TopicCount.ROWS_SECONDS) / MILLION;
    }
  }

  @Override
  public Integer call() throws Exception {
    if (entities < 1 || interval < 1 || MINUTE % interval != 0) {
      throw new UsageError("--interval: expected a number that divides 60, found " + interval);
    }
    int perRow = MINUTE / interval;
    int count = options.readings(readings, 20_000_000, 2_000_000, entities * perRow);
    int minutes = count / entities / perRow;
    StreamOption stream =
        new StreamOption(file == null ? ProjectRoot.current().resolve(DEFAULT_STREAM) : file);
    StreamDefinition definition = stream.load();
    Path folder = BenchOptions.folder();
    try (LocalStack kafka =
        LocalStack.startKafka(new StackSettings(folder, 0, 0), options::progress)) {
      Backlog.createTopics(
          kafka.kafka(),
          PARTITIONS,
          definition.raw().topic(),
          definition.aggregated().topic(),
          definition.deadLetterTopic());
      new RowFlood(definition.aggregated(), entities, perRow)
          .write(new KafkaOptions(kafka.kafka()).properties(), BEGIN, minutes);
      new Backlog(entities, minutes * perRow, interval).fill(kafka.kafka(), stream, folder);
      List<Count> counts = new ArrayList<>();
      for (int repetition = 1; repetition <= options.repetitions(); repetition++) {
        Count one = count(kafka.kafka(), stream);
        counts.add(one);
        options.progress(
            String.format(
                Locale.ROOT,
                "%d of %d: %.2f million readings/s, %.2f million rows/s",
                repetition,
                options.repetitions(),
                one.readings(),
                one.rows()));
      }
      report(minutes, perRow, counts);
      return 0;
    }
  }

  private Count count(String kafka, StreamOption stream) throws IOException {
    List<String> jvm = List.of("-Xmx" + heap, "-XX:+UseSerialGC", "-Duser.timezone=UTC");
    try (MeasuredProgram program =
        MeasuredProgram.start(
            "the audit",
            ChildProgram.module(
                ProjectRoot.current().resolve("benchmarks/runner"),
                jvm,
                TopicCount.class.getName(),
                List.of("--stream", stream.file().toString(), "--kafka", kafka)))) {
      program.ways().get(TopicCount.WAY).seconds();
      return new Count(program.figures(TopicCount.WAY));
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private void report(int minutes, int perRow, List<Count> counts) throws IOException {
    new BenchReport("audit")
        .setting("readings", (long) entities * minutes * perRow)
        .setting("rows", (long) entities * minutes)
        .setting("entities", entities)
        .setting("partitions", PARTITIONS)
        .setting("heap", heap)
        .setting("repetitions", counts.size())
        .result("counts", counts.stream().map(Count::figures).toList())
        .goal(
            Goal.ratio(
                "million readings a second", counts.stream().map(Count::readings).toList(), 1))
        .print(table(counts), options);
  }

  private static String table(List<Count> counts) {
    return new TextTable<>(counts)
        .number("rows", one -> (long) one.of(TopicCount.ROWS))
        .right("seconds", one -> seconds(one.of(TopicCount.ROWS_SECONDS)))
        .right("million rows/s", one -> decimal(one.rows()))
        .right("CPU s", one -> seconds(one.of(TopicCount.ROWS_CPU)))
        .number("readings", one -> (long) one.of(TopicCount.READINGS))
        .right("seconds", one -> seconds(one.of(TopicCount.READINGS_SECONDS)))
        .right("million readings/s", one -> decimal(one.readings()))
        .right("CPU s", one -> seconds(one.of(TopicCount.READINGS_CPU)))
        .right("heap at the end, MiB", one -> seconds(one.of(TopicCount.HEAP) / MIB))
        .right("memory at most, MiB", one -> seconds(one.of(TopicCount.RESIDENT) / MIB))
        .render();
  }

  private static String seconds(double number) {
    return String.format(Locale.ROOT, "%,.0f", number);
  }

  private static String decimal(double number) {
    return String.format(Locale.ROOT, "%.2f", number);
  }
}
