package io.tidemark.bench.lake;

import io.tidemark.bench.load.Backlog;
import io.tidemark.bench.program.Turns;
import io.tidemark.bench.report.BenchOptions;
import io.tidemark.bench.report.BenchReport;
import io.tidemark.bench.report.BenchTable;
import io.tidemark.bench.report.Goal;
import io.tidemark.cli.StreamOption;
import io.tidemark.cli.UsageError;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.stack.LocalStack;
import io.tidemark.stack.StackSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench lake}: the archive of a backlog, compared with two other ways. */
@Command(
    name = "lake",
    mixinStandardHelpOptions = true,
    description =
        "Starts Kafka alone, fills the raw topic, and archives this backlog into an Iceberg table"
            + " with 'aggregate archive', with Spark's from_json and Iceberg's sink, and with"
            + " Iceberg's sink for Kafka Connect, in turn.")
public final class LakeCommand implements Callable<Integer> {
  private static final String ARCHIVE = "aggregate archive";
  private static final String STOCK = "from_json and Iceberg's sink";
  private static final String CONNECT = "Kafka Connect, Iceberg's sink";
  private static final double SPEED = 2.5;
  private static final double CPU = 3;
  private static final int PARTITIONS = 4;
  private static final int ENTITIES = 1000;
  private static final int FEWEST = 100_000;

  @Mixin StreamOption stream;
  @Mixin BenchOptions options;

  @Option(
      names = "--readings",
      paramLabel = "N",
      description = "Length of the backlog (default: 8,000,000, with --quick 2,000,000).")
  Integer readings;

  @Override
  public Integer call() throws Exception {
    int count = options.readings(readings, 8_000_000, 2_000_000, FEWEST);
    int times = options.repetitions();
    StreamDefinition definition = stream.load();
    requirePlain(definition);
    Backlog backlog = Backlog.of(count, ENTITIES);
    Path folder = BenchOptions.folder();
    int tasks = Math.min(PARTITIONS, Runtime.getRuntime().availableProcessors());
    try (LocalStack kafka =
        LocalStack.startKafka(new StackSettings(folder, 0, 0), options::progress)) {
      String topic = definition.raw().topic();
      Backlog.createTopics(kafka.kafka(), PARTITIONS, topic, definition.deadLetterTopic());
      backlog.fill(kafka.kafka(), stream, folder);
      long all = backlog.readings();
      Map<String, LakeWay> ways = new LinkedHashMap<>();
      ways.put(
          ARCHIVE,
          new LakeWay(
              SparkArchiver.archive(stream.file(), kafka.kafka()),
              definition,
              all,
              folder.resolve("lake-archive")));
      ways.put(
          STOCK,
          new LakeWay(
              SparkArchiver.stock(stream.file(), kafka.kafka()),
              definition,
              all,
              folder.resolve("lake-stock")));
      ways.put(
          CONNECT,
          new LakeWay(
              new ConnectArchiver(kafka.kafka(), topic, tasks, all),
              definition,
              all,
              folder.resolve("lake-connect")));
      Map<String, List<Double>> seconds =
          Turns.takeCold(times, new LinkedHashMap<>(ways), options::progress);
      Map<String, List<Double>> toStart = each(ways, times, LakeWay.Turn::secondsToStart);
      Map<String, List<Double>> cpuToStart = each(ways, times, LakeWay.Turn::cpuSecondsToStart);
      Map<String, List<Double>> cpu = each(ways, times, LakeWay.Turn::cpuSeconds);
      LakeTable table =
          new LakeTable(
              all,
              seconds,
              toStart,
              cpu,
              cpuToStart,
              each(ways, times, LakeWay.Turn::bytesOfReading),
              each(ways, times, LakeWay.Turn::commits));
      BenchReport report =
          new BenchReport("lake")
              .setting("readings", all)
              .setting("partitions", PARTITIONS)
              .setting("entities", ENTITIES)
              .setting("repetitions", times)
              .setting("tasks of Kafka Connect", tasks)
              .setting(
                  "milliseconds between commits of Kafka Connect", ConnectArchiver.COMMIT_MILLIS)
              .result("seconds", seconds)
              .result("secondsToStart", toStart)
              .result("cpuSeconds", cpu)
              .result("cpuSecondsToStart", cpuToStart)
              .result("bytes a reading", table.bytes())
              .result("files", each(ways, times, LakeWay.Turn::files))
              .result("seconds of each commit", table.commits());
      for (String other : List.of(CONNECT, STOCK)) {
        report.goal(goal("speed", seconds, other, SPEED));
        report.goal(goal("readings per CPU second", cpu, other, CPU));
      }
      report.print(table.render(), options);
      return 0;
    }
  }

  private static Goal goal(
      String what, Map<String, List<Double>> figures, String other, double bound) {
    return Goal.ratio(
        ARCHIVE + " / " + other + ", " + what,
        BenchTable.ratios(figures.get(other), figures.get(ARCHIVE)),
        bound);
  }

  private static <T> Map<String, List<T>> each(
      Map<String, LakeWay> ways, int times, Function<LakeWay.Turn, T> figure) {
    Map<String, List<T>> all = new LinkedHashMap<>();
    ways.forEach((name, way) -> all.put(name, way.turns(times).stream().map(figure).toList()));
    return all;
  }

  /**
   * Requires that the other ways read the records as the archive does.
   *
   * @throws UsageError when they do not
   */
  private static void requirePlain(StreamDefinition definition) {
    StreamDefinition.Raw raw = definition.raw();
    if (!raw.isPlain()
        || !raw.derived().isEmpty()
        || raw.time().format() != TimeFormat.MILLISECONDS) {
      throw new UsageError(
          "--stream: expected plain records with times in milliseconds and without derived fields,"
              + " which is all that the other ways read; found '"
              + definition.name()
              + "'");
    }
  }
}
