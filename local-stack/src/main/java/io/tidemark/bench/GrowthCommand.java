package io.tidemark.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.freva.asciitable.AsciiTable;
import io.tidemark.cli.StreamOption;
import io.tidemark.cli.UserError;
import io.tidemark.model.Durations;
import io.tidemark.model.StreamDefinition;
import io.tidemark.stack.LocalStack;
import io.tidemark.stack.StackSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToLongFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code bench growth}: the streaming job over the size of its input. Hypothesis: its speed depends
 * little on how many entities, partitions and fields there are, and its memory on the state alone.
 */
@Command(
    name = "growth",
    mixinStandardHelpOptions = true,
    description =
        "Starts Kafka alone and lets the streaming job, warm, catch up on backlogs: with more and"
            + " more entities, partitions, fields. Tells records a second, state and memory."
            + " With --soak: whether its memory stays the same under a steady flow.")
final class GrowthCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final double MIB = 1 << 20;

  @Mixin BenchOptions options;

  @Option(
      names = "--readings",
      paramLabel = "N",
      description = "Length of a backlog (default: 4,000,000, with --quick 1,000,000).")
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

  /** One case's figures, by repetition. */
  record Line(GrowthCase size, List<CatchUp> catchUps, long mostResidentBytes) {
    List<Double> millions() {
      return catchUps.stream().map(one -> one.recordsPerSecond() / 1e6).toList();
    }
  }

  @Override
  public Integer call() throws Exception {
    folder = BenchOptions.folder();
    try (LocalStack kafka = LocalStack.startKafka(new StackSettings(folder, 0, 0), options::say)) {
      BenchReport report = new BenchReport("growth").setting("heap", heap);
      if (soak == null) {
        catchUp(kafka, report);
      } else {
        soak(kafka, report);
      }
      return 0;
    }
  }

  /** Each size once: one thing grows, the others are what comes first. */
  private Set<GrowthCase> cases() {
    Set<GrowthCase> cases = new LinkedHashSet<>();
    entities.forEach(n -> cases.add(new GrowthCase(n, partitions.get(0), fields.get(0))));
    partitions.forEach(n -> cases.add(new GrowthCase(entities.get(0), n, fields.get(0))));
    fields.forEach(n -> cases.add(new GrowthCase(entities.get(0), partitions.get(0), n)));
    return cases;
  }

  private void catchUp(LocalStack kafka, BenchReport report) throws Exception {
    int count = readings != null ? readings : options.sized(4_000_000, 1_000_000);
    List<Line> lines = new ArrayList<>();
    for (GrowthCase size : cases()) {
      lines.add(catchUp(kafka, size, Backlog.of(count, size.entities())));
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
        .setting("repetitions", options.repetitions())
        .result("sizes", figures)
        .goal(overEntities(lines))
        .print(table(lines), options);
  }

  /** The most entities beside the fewest: the first lines are those that differ in nothing else. */
  private Goal overEntities(List<Line> lines) {
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

  private Line catchUp(LocalStack kafka, GrowthCase size, Backlog backlog) throws Exception {
    Path file = begin(kafka, size);
    StreamOption stream =
        CommandLine.populateCommand(new StreamOption(), "--stream", file.toString());
    List<CatchUp> all = new ArrayList<>();
    try (MeasuredJob job = job(kafka, size, file)) {
      Until.holds("the job has begun", PATIENCE, job::hasBegun);
      for (int repetition = 0; repetition <= options.repetitions(); repetition++) {
        int before = job.diary().size();
        // warm as it is, it waits until the backlog is there
        signal(job, "STOP");
        try {
          backlog.fill(kafka.kafka(), stream, folder.resolve("data"));
        } finally {
          signal(job, "CONT");
        }
        long records = backlog.readings() + size.partitions();
        Until.holds("the job catches up", PATIENCE, () -> since(job, before).isOver(records));
        CatchUp one = since(job, before);
        options.say(
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
      return new Line(size, all, ProcessMemory.most(job.process()));
    }
  }

  private static CatchUp since(MeasuredJob job, int before) throws IOException {
    job.requireAlive();
    List<JsonNode> diary = job.diary();
    return CatchUp.of(diary.subList(before, diary.size()));
  }

  /** Makes the stream of a size: its definition, which is returned, and its topics. */
  private Path begin(LocalStack kafka, GrowthCase size) throws Exception {
    Path file = size.write(folder.resolve("data/growth"));
    StreamDefinition definition = StreamDefinition.read(file);
    Backlog.createTopics(
        kafka.kafka(),
        size.partitions(),
        definition.raw().topic(),
        definition.aggregated().topic(),
        definition.deadLetterTopic());
    return file;
  }

  private MeasuredJob job(LocalStack kafka, GrowthCase size, Path file, String... jvm)
      throws IOException {
    Path own = folder.resolve("data/growth").resolve(size.name());
    List<String> options = new ArrayList<>(List.of(jvm));
    options.add("-Xmx" + heap);
    return MeasuredJob.start(
        List.of(
            "stream",
            "--stream",
            file.toString(),
            "--kafka",
            kafka.kafka(),
            "--checkpoint",
            own.resolve("checkpoint").toString()),
        own,
        options.toArray(String[]::new));
  }

  private static void signal(MeasuredJob job, String name) throws IOException {
    Process kill =
        new ProcessBuilder("kill", "-" + name, String.valueOf(job.process().pid())).start();
    if (kill.onExit().join().exitValue() != 0) {
      throw new UserError("cannot send SIG" + name + " to the Spark job");
    }
  }

  private void soak(LocalStack kafka, BenchReport report) throws Exception {
    GrowthCase size = new GrowthCase(entities.get(0), partitions.get(0), fields.get(0));
    Path file = begin(kafka, size);
    List<Long> resident = new ArrayList<>();
    List<Long> heaps = new ArrayList<>();
    try (MeasuredJob job =
        job(kafka, size, file, "-Dtidemark.diary.collect=" + sample.toMillis())) {
      Flow flow = new Flow(size.entities(), soak, rate);
      CompletableFuture<Void> sending =
          CompletableFuture.runAsync(
              () -> flow.send(kafka.kafka(), file, folder.resolve("data/ledgers")));
      while (!over(sending)) {
        job.requireAlive();
        resident.add(ProcessMemory.now(job.process()));
        options.say(String.format(Locale.ROOT, "resident: %,.0f MiB", last(resident) / MIB));
      }
      for (JsonNode line : job.diary()) {
        if (line.path("heap").longValue() >= 0) {
          heaps.add(line.path("heap").longValue());
        }
      }
    }
    Soak found = new Soak(resident, heaps);
    report
        .setting("soak", Durations.format(soak))
        .setting("sample", Durations.format(sample))
        .setting("rate", rate)
        .setting("size", size.toString())
        .result("samples", found)
        .print(words("resident", resident) + "\n" + words("heap after collection", heaps), options);
  }

  /** Waits for the next sample, or until the flow has ended. */
  private boolean over(CompletableFuture<Void> sending) throws Exception {
    try {
      sending.get(sample.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException e) {
      throw new UserError("the readings could not be sent", e);
    } catch (TimeoutException notYet) {
      return false;
    }
  }

  private static String words(String what, List<Long> samples) {
    return String.format(
        Locale.ROOT,
        "%s: %,.0f MiB at first, %,.0f at last, %,.0f at most in %d samples; last quarter / second"
            + " quarter %.2f: %s",
        what,
        samples.get(0) / MIB,
        last(samples) / MIB,
        samples.stream().mapToLong(Long::longValue).max().orElseThrow() / MIB,
        samples.size(),
        Soak.growth(samples),
        Soak.flat(samples) ? "flat" : "NOT FLAT");
  }

  private static long last(List<Long> samples) {
    return samples.get(samples.size() - 1);
  }

  private static String table(List<Line> lines) {
    List<Double> first = lines.get(0).millions();
    return AsciiTable.builder()
        .border(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS_NO_OUTSIDE_BORDER)
        .data(
            lines,
            List.of(
                Columns.left("size").with(line -> line.size().toString()),
                Columns.right("million records/s").with(line -> BenchTable.spread(line.millions())),
                Columns.right("x the first")
                    .with(line -> BenchTable.spread(BenchTable.ratios(line.millions(), first))),
                Columns.right("state, rows")
                    .with(
                        line -> String.format(Locale.ROOT, "%,d", most(line, CatchUp::stateRows))),
                Columns.right("state, MiB")
                    .with(
                        line ->
                            String.format(
                                Locale.ROOT, "%,.0f", most(line, CatchUp::stateBytes) / MIB)),
                Columns.right("memory at most, MiB")
                    .with(
                        line ->
                            String.format(Locale.ROOT, "%,.0f", line.mostResidentBytes() / MIB))))
        .asString();
  }

  private static long most(Line line, ToLongFunction<CatchUp> figure) {
    return line.catchUps().stream().mapToLong(figure).max().orElseThrow();
  }
}
