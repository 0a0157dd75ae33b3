package io.tidemark.backfill;

import io.tidemark.cli.AggregatedOption;
import io.tidemark.cli.KafkaOptions;
import io.tidemark.cli.StreamOption;
import io.tidemark.cli.TimeLimitOptions;
import io.tidemark.cli.UsageError;
import io.tidemark.cli.UserError;
import io.tidemark.cli.text.TextTable;
import io.tidemark.druid.DruidOption;
import io.tidemark.kafka.KafkaBroker;
import io.tidemark.lake.FromLakeOption;
import io.tidemark.lake.LakeCatalog;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.registry.RegistryOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code backfill}: recomputes closed windows so that they include late readings. */
@Command(
    name = "backfill",
    mixinStandardHelpOptions = true,
    description = {
      "Computes closed windows again from the raw topic, late readings included, and replaces them"
          + " in Druid while the pipeline keeps running.",
      "It replaces all of these windows or none; a second run changes nothing.",
      "With --from-lake it also has the readings that the raw topic no longer has, and with"
          + " --readings it replaces those in Druid instead of the windows."
    },
    footer = {
      "",
      "  ./tidemark backfill --from 2026-01-01T00:00:00Z --to 2026-01-02T00:00:00Z --dry-run",
      "  ./tidemark backfill --from 2026-01-01T00:00:00Z --to 2026-01-02T00:00:00Z",
      "  ./tidemark backfill --from-lake --readings --from 2026-01-01T00:00:00Z --to"
          + " 2026-01-02T00:00:00Z",
      "  ./tidemark backfill --all --output files:/tmp/windows --format parquet"
    })
public final class BackfillCommand implements Callable<Integer> {
  private static final String DRUID = "druid";
  private static final String FILES = "files:";
  private static final String JSON = "json";

  @Mixin StreamOption stream;
  @Mixin KafkaOptions kafka;
  @Mixin RegistryOptions registry;
  @Mixin DruidOption druid;
  @Mixin AggregatedOption windows;
  @Mixin TimeLimitOptions timeLimits;
  @Mixin FromLakeOption fromLake;

  @Option(
      names = "--readings",
      description =
          "Not the windows but the readings, as the raw datasource has them: filtered ones and"
              + " duplicates too. --from and --to are event times then.")
  boolean readings;

  @Option(names = "--from", paramLabel = "TIME", description = "The start of the first window.")
  Instant from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "The end of the last window, which must be closed.")
  Instant to;

  @Option(names = "--all", description = "Instead of --from and --to: all closed windows.")
  boolean all;

  @Option(
      names = "--output",
      paramLabel = "WHERE",
      defaultValue = DRUID,
      description = "druid, or files:FOLDER for the rows alone (default: ${DEFAULT-VALUE}).")
  String output;

  @Option(
      names = "--format",
      paramLabel = "json|parquet",
      defaultValue = JSON,
      description = "The format of files (default: ${DEFAULT-VALUE}).")
  String format;

  @Option(
      names = "--dry-run",
      description =
          "Report how the recomputed windows differ from those in Druid; replace nothing.")
  boolean dryRun;

  @Option(
      names = "--allow-fewer",
      description =
          "Replace also by fewer readings: where Druid has some twice, or where the raw topic has"
              + " lost some that are to be forgotten.")
  boolean allowFewer;

  @Option(
      names = "--staging",
      paramLabel = "FOLDER",
      description =
          "Where the recomputed rows go on their way to Druid, whose indexer must see them under"
              + " the same path; they stay there (default: .tidemark/backfill, deleted afterwards).")
  Path staging;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "15m",
      description = "Give up when Druid takes longer (default: ${DEFAULT-VALUE}).")
  Duration timeout;

  @Spec CommandSpec spec;

  private StreamDefinition definition;

  @Override
  public Integer call() {
    StreamDefinition chosen = windows.choose(registry.reading(stream.load()));
    if (!output.equals(DRUID)) {
      AggregatedOption.requireOne("--output", chosen);
    }
    checkOptions(chosen);
    if (readings) {
      readings(chosen);
      return 0;
    }
    for (StreamDefinition one : chosen.single()) {
      definition = one;
      backfill();
    }
    return 0;
  }

  private void backfill() {
    try (ClosedWindows closed = new ClosedWindows(definition, kafka.properties())) {
      Instant end = end(closed);
      if (!output.equals(DRUID)) {
        batch().windows(definition.aggregated().topic(), from, end, output, format);
      } else {
        toDruid(closed, end);
      }
    }
  }

  private void toDruid(ClosedWindows closed, Instant end) {
    WindowReplacement replacement =
        new WindowReplacement(definition, druid.client(), timeout, this::log);
    replacement.check();
    WindowsInForce.require(definition, from, kafka.properties());
    String topic = definition.aggregated().topic();
    try (StagingFolder files = staging(topic)) {
      batch().windows(topic, from, end, FILES + files.path(), JSON);
      WindowRows rows = WindowRows.read(definition, files.path());
      if (rows.isEmpty()) {
        throw new UserError(
            fromLake.isGiven()
                ? "neither the lake nor the raw topic has readings for these windows; nothing is"
                    + " replaced"
                : "the raw topic has no readings for these windows; nothing is replaced. Archived"
                    + " ones are used with --from-lake");
      }
      Instant start = start(replacement, rows);
      WindowDifferences differences =
          WindowDifferences.between(replacement.stored(start, end), rows);
      if (dryRun) {
        table(differences);
        summary(rows, differences, "nothing is replaced");
        return;
      }
      requireNoFewer(differences);
      if (!differences.isNone()) {
        // rows that were written to the topic during the batch are readable now
        Map<Integer, Long> offsets = closed.readOn();
        replacement.replace(rows, files.path(), start, end, offsets);
      }
      summary(rows, differences, "replaced");
    }
  }

  private void checkOptions(StreamDefinition definition) {
    if (all ? from != null || to != null : from == null || to == null) {
      throw new UsageError("expected --from and --to, or --all");
    }
    if (readings && (all || !output.equals(DRUID))) {
      throw new UsageError("--readings: expected --from and --to with it, and --output druid");
    }
    for (Instant bound : all || readings ? new Instant[0] : new Instant[] {from, to}) {
      AggregatedOption.requireStart("--from and --to", bound, definition);
    }
    if (!all && !from.isBefore(to)) {
      throw new UsageError("--to: expected a time after --from, found " + to);
    }
    if (!output.equals(DRUID) && !output.matches(FILES + ".+")) {
      throw new UsageError("--output: expected druid or files:FOLDER, found " + output);
    }
    if (!format.matches("json|parquet")) {
      throw new UsageError("--format: expected json or parquet, found " + format);
    }
    if (output.equals(DRUID) && !format.equals(JSON)) {
      throw new UsageError("--format: Druid takes the rows as json; for files name --output");
    }
    if (dryRun && !output.equals(DRUID)) {
      throw new UsageError("--dry-run: compares with Druid, so expected --output druid");
    }
  }

  /** The end of the last window. Open windows are excluded: the stream still writes them. */
  private Instant end(ClosedWindows closed) {
    String topic = definition.aggregated().topic();
    Optional<LakeCatalog> catalog = fromLake.catalog();
    Instant latest =
        closed
            .latestEnd()
            .or(() -> catalog.flatMap(lake -> ArchivedWindowEnd.latest(lake, stream.load(), topic)))
            .orElseThrow(
                () ->
                    new UserError(
                        "no window is known to be closed: the topic "
                            + topic
                            + " is empty; './tidemark aggregate stream' fills it"
                            + (fromLake.isGiven()
                                ? ". The lake has no windows of it either; './tidemark aggregate"
                                    + " archive --windows' writes them"
                                : "")));
    if (!all && to.isAfter(latest)) {
      throw new UsageError(
          "--to: the windows up to " + latest + " are closed, so that is the latest, found " + to);
    }
    return all ? latest : to;
  }

  /** The start of the first window. With --all, it is the earliest in Druid or in the new rows. */
  private Instant start(WindowReplacement replacement, WindowRows rows) {
    if (!all) {
      return from;
    }
    Instant recomputed = rows.firstStart();
    return replacement.first().filter(recomputed::isAfter).orElse(recomputed);
  }

  private void readings(StreamDefinition chosen) {
    try (StagingFolder files = staging(chosen.raw().topic())) {
      new ReadingBackfill(
              chosen,
              new KafkaBroker(kafka.properties()),
              druid.client(),
              batch(),
              timeout,
              this::log)
          .run(
              new TimeInterval(from, to),
              files.path(),
              new ReadingBackfill.Choice(dryRun, allowFewer),
              spec.commandLine().getOut());
    }
  }

  private StagingFolder staging(String datasource) {
    Path base = staging == null ? Path.of(".tidemark", "backfill") : staging;
    return new StagingFolder(
        base.resolve(datasource + "-" + Instant.now().toEpochMilli()), staging != null);
  }

  private SparkBatch batch() {
    return new SparkBatch(
        stream.file(),
        kafka,
        registry.arguments(),
        timeLimits.limits(),
        fromLake.arguments(),
        this::log);
  }

  private void requireNoFewer(WindowDifferences differences) {
    List<WindowDifferences.OfWindow> shrinking = differences.shrinking();
    if (allowFewer || shrinking.isEmpty()) {
      return;
    }
    WindowDifferences.OfWindow first = shrinking.get(0);
    throw new UserError(
        String.format(
            Locale.ROOT,
            "%,d windows would have fewer readings, the first at %s: %,d instead of %,d; either"
                + " Druid has some twice or the raw topic has lost some (its retention?"
                + " --from-lake has archived ones): look with --dry-run, and if it is right,"
                + " replace with --allow-fewer",
            shrinking.size(),
            first.start(),
            first.recomputed(),
            first.stored()));
  }

  /** Prints the windows that differ. */
  private void table(WindowDifferences differences) {
    if (differences.isNone()) {
      return;
    }
    spec.commandLine()
        .getOut()
        .println(
            new TextTable<>(differences.windows())
                .left("window start", window -> window.start().toString())
                .number("readings", WindowDifferences.OfWindow::stored)
                .number("recomputed", WindowDifferences.OfWindow::recomputed)
                .number("difference", window -> window.recomputed() - window.stored())
                .number("new rows", WindowDifferences.OfWindow::added)
                .number("changed", WindowDifferences.OfWindow::changed)
                .number("gone", WindowDifferences.OfWindow::gone)
                .render());
  }

  private void summary(WindowRows rows, WindowDifferences differences, String verb) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%,d windows with %,d rows and %,d readings: %s%n",
        differences.windows().size() + differences.same(),
        rows.rows(),
        rows.readings(),
        differences.isNone() ? "Druid has them already" : changes(differences, verb));
    out.flush();
  }

  private static String changes(WindowDifferences differences, String verb) {
    WindowDifferences.OfWindow total = differences.total();
    return String.format(
        Locale.ROOT,
        "%s; %,d of them differ by %+,d readings, with %,d rows new, %,d changed and %,d gone",
        verb,
        differences.windows().size(),
        total.recomputed() - total.stored(),
        total.added(),
        total.changed(),
        total.gone());
  }

  private void log(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(line);
    err.flush();
  }
}
