package io.tidemark.bench.latency;

import io.tidemark.audit.Audit;
import io.tidemark.audit.report.AuditOutput;
import io.tidemark.audit.report.AuditReport;
import io.tidemark.bench.load.DruidQueries;
import io.tidemark.bench.load.SteadyLoad;
import io.tidemark.bench.load.SustainedRate;
import io.tidemark.bench.program.MeasuredJob;
import io.tidemark.bench.report.BenchOptions;
import io.tidemark.bench.report.BenchReport;
import io.tidemark.bench.report.Goal;
import io.tidemark.bench.report.Latencies;
import io.tidemark.cli.KafkaOptions;
import io.tidemark.cli.UsageError;
import io.tidemark.cli.UserError;
import io.tidemark.cli.text.ChangedLines;
import io.tidemark.druid.DruidOption;
import io.tidemark.model.definition.Durations;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.record.TimeLimits;
import io.tidemark.model.yaml.DefinitionReader;
import io.tidemark.process.ProjectRoot;
import io.tidemark.retry.Deadline;
import io.tidemark.stack.LocalStack;
import io.tidemark.stack.StackSettings;
import io.tidemark.supervisor.Attach;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench latency}: the latency from the reading that closes a window to its rows. */
@Command(
    name = "latency",
    mixinStandardHelpOptions = true,
    description =
        "Starts the whole pipeline, sends at half the rate that it can sustain, and reports how"
            + " long after the reading that closes a window all its rows can be read in the"
            + " aggregated topic, and are in the answer of a Druid query. The audit must hold at the"
            + " end.")
public final class LatencyCommand implements Callable<Integer> {
  static final String TO_TOPIC = "in the aggregated topic";
  static final String TO_DRUID = "in a Druid query";

  /** The time until the backlog is processed and the JVMs are warm. */
  private static final Duration WARM_UP = Duration.ofSeconds(30);

  private static final Duration TIMEOUT = Duration.ofMinutes(3);

  @Mixin BenchOptions options;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description =
          "Readings a second (default: half of what the pipeline sustains, which a flood of 15"
              + " seconds finds).")
  Long rate;

  @Option(
      names = "--entities",
      paramLabel = "N",
      defaultValue = "200",
      description = "Rows of a window (default: ${DEFAULT-VALUE}).")
  int entities;

  @Option(
      names = "--slice",
      paramLabel = "DURATION",
      description = "Length of a repetition (default: 45s, with --quick 20s).")
  Duration slice;

  @Option(
      names = "--trigger",
      paramLabel = "DURATION",
      description = "As in 'aggregate stream' (default: the same as there).")
  Duration trigger;

  private StreamDefinition definition;
  private Path folder;

  @Override
  public Integer call() throws Exception {
    if (rate != null && rate < entities * 4L) {
      throw new UsageError(
          "--rate: expected "
              + entities * 4L
              + " or more, so that each entity reports in each window, found "
              + rate);
    }
    definition = DefinitionReader.read(file());
    folder = BenchOptions.folder();
    Duration part = slice != null ? slice : Duration.ofSeconds(options.sized(45, 20));
    try (LocalStack stack = LocalStack.start(new StackSettings(folder, 0, 0), options::progress)) {
      Properties kafka = new KafkaOptions(stack.kafka()).properties();
      DruidOption druid = new DruidOption(stack.druid());
      Attach.attach(
          definition, kafka, kafka, druid.client(), Attach.Settings.DEFAULT, options::progress);
      // the stack has wiped its folders, so its data folder has only this run's ledgers
      Path ledgers = folder.resolve("data/ledgers");
      try (MeasuredJob job = MeasuredJob.start(jobArguments(stack), folder.resolve("data/job"))) {
        BenchReport report = new BenchReport("latency");
        long sent = rate != null ? rate : half(stack, job, ledgers, report);
        measure(stack, job, ledgers, sent, part, report);
        requireExact(kafka, druid, ledgers);
        return 0;
      }
    }
  }

  private List<String> jobArguments(LocalStack stack) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "stream",
                "--stream",
                file().toString(),
                "--kafka",
                stack.kafka(),
                "--checkpoint",
                folder.resolve("data/checkpoint").toString()));
    if (trigger != null) {
      arguments.addAll(List.of("--trigger", Durations.format(trigger)));
    }
    return arguments;
  }

  private static Path file() {
    return ProjectRoot.current().resolve("benchmarks/latency.yaml");
  }

  /** Half of the rate that the pipeline sustains. */
  private long half(LocalStack stack, MeasuredJob job, Path ledgers, BenchReport report)
      throws Exception {
    List<Long> sustained =
        new SustainedRate(stack, definition, file(), entities, ledgers, options).sustained(job);
    report.result("sustained readings/s", sustained);
    return sustained.get(sustained.size() - 1) / 2;
  }

  private void measure(
      LocalStack stack, MeasuredJob job, Path ledgers, long sent, Duration part, BenchReport report)
      throws Exception {
    int times = options.repetitions();
    WindowTimes windows = WindowTimes.of(definition);
    WindowArrivals inTopic = new WindowArrivals(entities);
    WindowArrivals inDruid = new WindowArrivals(entities);
    long begin = System.currentTimeMillis() + WARM_UP.toMillis();
    long end = begin + times * part.toMillis();
    List<Long> all = windows.closing(begin, end);
    TopicTail tail =
        new TopicTail(definition, new KafkaOptions(stack.kafka()).properties(), inTopic);
    DruidWatch watch =
        new DruidWatch(
            new DruidQueries(new DruidOption(stack.druid()).client()),
            definition,
            inDruid,
            all.get(0));
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<?>> both = List.of(threads.submit(tail), threads.submit(watch));
      options.progress(String.format(Locale.ROOT, "sending %,d readings/s", sent));
      // a little longer, in case the start was delayed by windows of the throughput measurement
      Duration longEnough = WARM_UP.plus(part.multipliedBy(times)).plusSeconds(5);
      new SteadyLoad(entities, longEnough, sent).send(stack.kafka(), file(), ledgers);
      Deadline.in(TIMEOUT, options::progress)
          .awaitTrue(
              "the rows of all windows",
              "look at the Spark job's log and at the supervisors in Druid's console",
              () -> {
                job.requireAlive();
                requireUndisturbed(both);
                return all.stream().allMatch(one -> inDruid.at(one).isPresent());
              });
      tail.stop();
      watch.stop();
      for (Future<?> one : both) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
    Map<String, List<Latencies>> latencies = new LinkedHashMap<>();
    for (int i = 0; i < times; i++) {
      List<Long> closing =
          windows.closing(begin + i * part.toMillis(), begin + (i + 1) * part.toMillis());
      add(latencies, TO_TOPIC, closing, windows, inTopic);
      add(latencies, TO_DRUID, closing, windows, inDruid);
    }
    Map<String, Map<String, Long>> steps = BatchTimes.of(job.diary(), begin, end);
    report
        .setting("readings/s", sent)
        .setting("entities", entities)
        .setting("window", Durations.format(definition.aggregated().window()))
        .setting("watermark", Durations.format(definition.aggregated().watermark()))
        .setting("trigger", trigger == null ? "default" : Durations.format(trigger))
        .setting("slice", Durations.format(part))
        .setting("repetitions", times)
        .result("micro-batch milliseconds", steps);
    latencies.forEach(
        (where, each) -> report.result(where, each.stream().map(Latencies::figures).toList()));
    report
        .goal(p95("window closed → row " + TO_TOPIC + ", p95", latencies.get(TO_TOPIC), 1.5))
        .goal(p95("window closed → row " + TO_DRUID + ", p95", latencies.get(TO_DRUID), 3))
        .print(LatencyTables.ends(latencies) + "\n\n" + LatencyTables.steps(steps), options);
  }

  private static Goal p95(String what, List<Latencies> slices, double bound) {
    return Goal.seconds(what, slices.stream().map(slice -> slice.seconds(95)).toList(), bound);
  }

  private static void requireUndisturbed(List<Future<?>> threads)
      throws ExecutionException, InterruptedException {
    for (Future<?> thread : threads) {
      if (thread.isDone()) {
        thread.get();
      }
    }
  }

  private static void add(
      Map<String, List<Latencies>> latencies,
      String where,
      List<Long> closing,
      WindowTimes windows,
      WindowArrivals arrivals) {
    Latencies slice = new Latencies();
    for (long window : closing) {
      OptionalLong at = arrivals.at(window);
      slice.add(at.orElseThrow() - windows.closes(window));
    }
    latencies.computeIfAbsent(where, name -> new ArrayList<>()).add(slice);
  }

  /** Requires that the audit passes, so that only correct results are measured. */
  private void requireExact(Properties kafka, DruidOption druid, Path ledgers) {
    options.progress("auditing");
    try (Audit audit =
        new Audit(
            definition, kafka, druid.reader(), ledgers, TimeLimits.DEFAULT, Optional.empty())) {
      AuditReport report = audit.await(TIMEOUT, new ChangedLines(options::progress));
      if (!report.holds()) {
        new AuditOutput(options.command().getErr(), options.command().getErr())
            .write(List.of(report), null, false);
        throw new UserError("the audit does not hold");
      }
      options.progress("the audit holds");
    }
  }
}
