package io.tidemark.bench.growth;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.bench.load.Backlog;
import io.tidemark.bench.program.MeasuredJob;
import io.tidemark.bench.program.ProcessMemory;
import io.tidemark.bench.report.BenchOptions;
import io.tidemark.bench.report.BenchReport;
import io.tidemark.bench.report.BenchTable;
import io.tidemark.bench.report.Goal;
import io.tidemark.cli.StreamOption;
import io.tidemark.cli.UserError;
import io.tidemark.retry.Deadline;
import io.tidemark.stack.LocalStack;
import io.tidemark.stack.StackSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code bench growth}: the streaming job at different sizes of its input. Hypothesis: its
 * throughput depends little on the number of entities, partitions and fields, and its memory on the
 * state only.
 */
@Command(
    name = "growth",
    mixinStandardHelpOptions = true,
    description =
        "Starts Kafka alone and lets the streaming job, warm, catch up on backlogs: with more and"
            + " more entities, partitions, fields. Reports records a second, state and memory."
            + " With --soak: whether its memory stays the same under a steady flow.")
public final class GrowthCommand implements Callable<Integer> {
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  /**
   * Seconds between two readings of an entity, the default of {@code generate}. It gives 12
   * readings in a window at every size, if the backlog is at least one window long.
   */
  private static final int INTERVAL = 5;

  @Mixin BenchOptions options;

  @Option(
      names = "--readings",
      paramLabel = "N",
      description = "Length of a backlog (default: 12,000,000, with --quick 1,000,000).")
  Integer readings;

  @Option(
      names = "--entities",
      split = ",",
      paramLabel = "N",
      defaultValue = "100,10000,1000000",
      description = "How many entities (default: ${DEFAULT-VALUE}).")
  List<Integer> entities;

  @Option(
      names = "--partitions",
      split = ",",
      paramLabel = "N",
      defaultValue = "4,1,16",
      description =
          "How many partitions; the first goes with all entities and fields (default:"
              + " ${DEFAULT-VALUE}).")
  List<Integer> partitions;

  @Option(
      names = "--fields",
      split = ",",
      paramLabel = "N",
      defaultValue = "4,12,40",
      description =
          "How many fields; the first goes with all entities and partitions, which then go with"
              + " the first number of entities (default: ${DEFAULT-VALUE}).")
  List<Integer> fields;

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      defaultValue = "4g",
      description = "Of the job's JVM, as that writes it (default: ${DEFAULT-VALUE}).")
  String heap;

  @Option(
      names = "--state-store",
      paramLabel = "STORE",
      defaultValue = "heap",
      description = "Of the job: heap or rocksdb (default: ${DEFAULT-VALUE}).")
  String stateStore;

  @Option(
      names = "--soak",
      paramLabel = "DURATION",
      description = "Instead of backlogs: a steady flow for so long, as in 30m.")
  Duration soak;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Readings a second of the steady flow (default: ${DEFAULT-VALUE}).")
  int rate;

  @Option(
      names = "--sample",
      paramLabel = "DURATION",
      defaultValue = "1m",
      description = "Time from one sample of the memory to the next (default: ${DEFAULT-VALUE}).")
  Duration sample;

  private Path folder;

  @Override
  public Integer call() throws Exception {
    folder = BenchOptions.folder();
    try (LocalStack kafka =
        LocalStack.startKafka(new StackSettings(folder, 0, 0), options::progress)) {
      BenchReport report =
          new BenchReport("growth").setting("heap", heap).setting("state store", stateStore);
      if (soak == null) {
        catchUp(kafka, report);
      } else {
        GrowthCase size = new GrowthCase(entities.get(0), partitions.get(0), fields.get(0));
        new SoakRun(soak, rate, sample)
            .run(make(size, kafka), heap, folder.resolve("data/ledgers"), report, options);
      }
      return 0;
    }
  }

  /** All sizes, each once: one dimension varies, the others have their first value. */
  private Set<GrowthCase> cases() {
    Set<GrowthCase> cases = new LinkedHashSet<>();
    entities.forEach(n -> cases.add(new GrowthCase(n, partitions.get(0), fields.get(0))));
    partitions.forEach(n -> cases.add(new GrowthCase(entities.get(0), n, fields.get(0))));
    fields.forEach(n -> cases.add(new GrowthCase(entities.get(0), partitions.get(0), n)));
    return cases;
  }

  private void catchUp(LocalStack kafka, BenchReport report) throws Exception {
    int count = readings != null ? readings : options.sized(12_000_000, 1_000_000);
    List<GrowthLine> lines = new ArrayList<>();
    for (GrowthCase size : cases()) {
      lines.add(catchUp(kafka, size, Backlog.of(count, size.entities(), INTERVAL)));
    }
    Map<String, Object> figures = new LinkedHashMap<>();
    lines.forEach(
        line ->
            figures.put(
                line.size().toString(),
                Map.of(
                    "catch-ups",
                    line.catchUps(),
                    "most resident bytes",
                    line.mostResidentBytes())));
    report
        .setting("readings", count)
        .setting("seconds between readings of an entity", INTERVAL)
        .setting("repetitions", options.repetitions())
        .result("sizes", figures)
        .goal(overEntities(lines))
        .print(GrowthLine.table(lines), options);
  }

  /**
   * The ratio of throughput at the most entities to the fewest. The first lines differ in entities
   * only.
   */
  private Goal overEntities(List<GrowthLine> lines) {
    List<Double> fewest = lines.get(0).millions();
    List<Double> most = lines.get(entities.size() - 1).millions();
    return Goal.ratio(
        String.format(
            Locale.ROOT,
            "throughput at %,d entities / at %,d",
            entities.get(entities.size() - 1),
            entities.get(0)),
        entities.size() > 1 ? BenchTable.ratios(most, fewest) : List.of(),
        0.6);
  }

  private GrowthStream make(GrowthCase size, LocalStack kafka) throws Exception {
    return GrowthStream.make(size, kafka, folder.resolve("data/growth"), stateStore);
  }

  private GrowthLine catchUp(LocalStack kafka, GrowthCase size, Backlog backlog) throws Exception {
    GrowthStream made = make(size, kafka);
    StreamOption stream = new StreamOption(made.file());
    List<CatchUp> all = new ArrayList<>();
    try (MeasuredJob job = made.start("-Xmx" + heap)) {
      await("the first batch of the Spark job", job::hasBegun);
      for (int repetition = 0; repetition <= options.repetitions(); repetition++) {
        int before = job.diary().size();
        // the warm job is paused until the backlog is complete
        signal(job, "STOP");
        try {
          backlog.fill(kafka.kafka(), stream, folder.resolve("data"));
        } finally {
          signal(job, "CONT");
        }
        Instant resumed = Instant.now();
        long records = backlog.readings() + size.partitions();
        await("the end of the backlog", () -> since(job, before, resumed).isOver(records));
        CatchUp one = since(job, before, resumed);
        options.progress(
            String.format(
                Locale.ROOT,
                "%s, %s: %,.0f records/s",
                size,
                repetition == 0 ? "warm-up" : repetition + " of " + options.repetitions(),
                one.recordsPerSecond()));
        if (repetition > 0) {
          all.add(one);
        }
      }
      return new GrowthLine(size, all, ProcessMemory.most(job.process()));
    }
  }

  private void await(String what, Callable<Boolean> condition) {
    Deadline.in(TIMEOUT, options::progress)
        .awaitTrue(what, "look at the Spark job's log", condition);
  }

  private static CatchUp since(MeasuredJob job, int before, Instant resumed) throws IOException {
    job.requireAlive();
    List<JsonNode> diary = job.diary();
    return CatchUp.of(diary.subList(before, diary.size()), resumed);
  }

  private static void signal(MeasuredJob job, String name) throws IOException {
    Process kill =
        new ProcessBuilder("kill", "-" + name, String.valueOf(job.process().pid())).start();
    if (kill.onExit().join().exitValue() != 0) {
      throw new UserError("cannot send SIG" + name + " to the Spark job");
    }
  }
}
