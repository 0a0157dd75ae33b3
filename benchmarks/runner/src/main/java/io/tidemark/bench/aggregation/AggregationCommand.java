package io.tidemark.bench.aggregation;

import io.tidemark.bench.load.Backlog;
import io.tidemark.bench.load.BenchStream;
import io.tidemark.bench.program.MeasuredProgram;
import io.tidemark.bench.program.Peer;
import io.tidemark.bench.program.Peers;
import io.tidemark.bench.program.Turns;
import io.tidemark.bench.report.BenchOptions;
import io.tidemark.bench.report.BenchReport;
import io.tidemark.bench.report.BenchTable;
import io.tidemark.bench.report.Goal;
import io.tidemark.cli.StreamOption;
import io.tidemark.cli.UsageError;
import io.tidemark.cli.UserError;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.process.ProjectRoot;
import io.tidemark.process.SparkJob;
import io.tidemark.stack.LocalStack;
import io.tidemark.stack.StackSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench aggregation}: catching up on a backlog, step by step, compared with the peers. */
@Command(
    name = "aggregation",
    mixinStandardHelpOptions = true,
    description =
        "Starts Kafka alone, fills the raw topic, and aggregates this backlog step by step, with"
            + " Spark's own from_json and sink, with Kafka Streams and with Flink SQL, in turn.")
public final class AggregationCommand implements Callable<Integer> {
  private static final String LADDER = "io.tidemark.benchmarks.spark.AggregationLadder";
  private static final String WHOLE_JOB = "whole job";

  private static final String WINDOWS = "source, decode, window";

  /** The required ratio of the job's speed to that of another way. */
  private static final Map<String, Double> GOALS = new LinkedHashMap<>();

  static {
    GOALS.put("Flink SQL", 2.5);
    GOALS.put("Kafka Streams", 3.0);
    GOALS.put("whole job, stock from_json and sink", 3.5);
    GOALS.put("stock source", 0.9);
    GOALS.put("whole job, stock sink", 0.95);
  }

  /** Part of the names of ways that write no windows. */
  private static final String STEP = "source";

  private static final int PARTITIONS = 4;
  private static final int ENTITIES = 200;
  private static final int FEWEST = 100_000;

  @Mixin BenchStream benchStream;
  @Mixin BenchOptions options;

  @Option(
      names = "--readings",
      paramLabel = "N",
      description = "Length of the backlog (default: 8,000,000, with --quick 2,000,000).")
  Integer readings;

  @Option(
      names = "--peers",
      paramLabel = "LIST",
      split = ",",
      defaultValue = "kafka-streams,flink",
      description =
          "What else aggregates it, in JVMs of their own, or 'none' (default: ${DEFAULT-VALUE}).")
  List<String> peers;

  @Option(
      names = "--way",
      paramLabel = "NAME",
      description =
          "Only this way in addition to the peers; more than once for more (default: all).")
  List<String> only = List.of();

  @Override
  public Integer call() throws Exception {
    int count = options.readings(readings, 8_000_000, 2_000_000, FEWEST);
    int times = options.repetitions();
    List<Peer> others = Peer.named(peers);
    StreamOption stream = benchStream.option();
    StreamDefinition definition = stream.load();
    if (!others.isEmpty()) {
      BenchStream.requirePlain(definition);
    }
    Backlog backlog = Backlog.of(count, ENTITIES);
    Path folder = BenchOptions.folder();
    try (LocalStack kafka =
        LocalStack.startKafka(new StackSettings(folder, 0, 0), options::progress)) {
      String rows = definition.name() + "-bench";
      Backlog.createTopics(
          kafka.kafka(), PARTITIONS, definition.raw().topic(), definition.deadLetterTopic(), rows);
      backlog.fill(kafka.kafka(), stream, folder);
      try (MeasuredProgram spark = ladder(stream, kafka.kafka(), rows);
          AggregatedTopicReader topic =
              new AggregatedTopicReader(kafka.kafka(), definition, rows)) {
        Map<String, Turns.Way> ways = spark.ways();
        Turns.Way job = ways.get(WHOLE_JOB);
        keep(ways.keySet());
        job.seconds();
        WindowSet expected = topic.windows();
        if (expected.size() == 0) {
          throw new UserError("the job wrote no windows, so there is nothing to compare with");
        }
        try (Peers running = Peers.start(others, stream, kafka.kafka(), rows, expected.size())) {
          ways.putAll(running.ways());
          ways.replaceAll((name, way) -> checked(name, way, topic, expected));
          warmUp(times - 1, job, running.ways().values());
          Map<String, List<Double>> seconds = Turns.take(times, ways, options::progress);
          BenchReport report =
              new BenchReport("aggregation")
                  .setting("readings", backlog.readings())
                  .setting("partitions", PARTITIONS)
                  .setting("entities", ENTITIES)
                  .setting("repetitions", times)
                  .result("seconds", seconds)
                  .result("secondsToStart", running.secondsToStart(times));
          GOALS.forEach((other, bound) -> report.goal(goal(seconds, other, bound)));
          report.goal(
              Goal.ratio(
                  "clean data, dead letters kept / not kept",
                  ratios(seconds, WINDOWS, WINDOWS + ", dead letters kept"),
                  0.98));
          report.print(new BenchTable(backlog.readings(), seconds).render(), options);
        }
      }
      return 0;
    }
  }

  private void keep(Set<String> ways) {
    if (!ways.containsAll(only)) {
      throw new UsageError("--way: expected some of " + String.join("; ", ways));
    }
    if (!only.isEmpty()) {
      ways.retainAll(only);
    }
  }

  private static Goal goal(Map<String, List<Double>> seconds, String other, double bound) {
    return Goal.ratio("the job / " + other, ratios(seconds, other, WHOLE_JOB), bound);
  }

  /** The ratios of the second way's speed to the first's; empty if one was not measured. */
  private static List<Double> ratios(Map<String, List<Double>> seconds, String one, String other) {
    return seconds.containsKey(one) && seconds.containsKey(other)
        ? BenchTable.ratios(seconds.get(one), seconds.get(other))
        : List.of();
  }

  /**
   * Runs more warm-up turns in addition to the one of every way: in measurements, the JIT compilers
   * of the peers' JVMs produced faster code during five turns.
   */
  private void warmUp(int times, Turns.Way job, Collection<Turns.Way> peers) throws Exception {
    for (int time = 0; time < times && !peers.isEmpty(); time++) {
      options.progress("warming up the job and its peers, " + (time + 1) + " of " + times);
      job.seconds();
      for (Turns.Way peer : peers) {
        peer.seconds();
      }
    }
  }

  /**
   * Wraps a way so that its windows are checked: they must equal the expected ones, or be absent if
   * the way writes none.
   */
  private static Turns.Way checked(
      String name, Turns.Way way, AggregatedTopicReader topic, WindowSet expected) {
    return () -> {
      topic.empty();
      double took = way.seconds();
      if (!name.contains(STEP)) {
        expected.requireSame(name, topic.windows());
      }
      return took;
    };
  }

  private MeasuredProgram ladder(StreamOption stream, String kafka, String rows)
      throws IOException {
    List<String> arguments =
        List.of("--stream", stream.file().toString(), "--kafka", kafka, "--to", rows);
    Path benchmarks = ProjectRoot.current().resolve("benchmarks");
    List<Path> classes =
        List.of(
            benchmarks.resolve("spark/target/classes"),
            benchmarks.resolve("peer-api/target/classes"));
    return MeasuredProgram.start(
        "the Spark job",
        SparkJob.command(LADDER, arguments, new SparkJob.Additions(List.of(), classes)));
  }
}
