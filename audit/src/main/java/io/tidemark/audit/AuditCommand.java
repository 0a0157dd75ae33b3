package io.tidemark.audit;

import io.tidemark.audit.lake.AuditedLake;
import io.tidemark.audit.last.LastAuditFile;
import io.tidemark.audit.report.AuditOutput;
import io.tidemark.audit.report.AuditReport;
import io.tidemark.audit.station.WatermarkBound;
import io.tidemark.audit.station.WindowRange;
import io.tidemark.cli.AggregatedOption;
import io.tidemark.cli.AuditsOption;
import io.tidemark.cli.Commands;
import io.tidemark.cli.KafkaOptions;
import io.tidemark.cli.LedgersOption;
import io.tidemark.cli.MetricsOption;
import io.tidemark.cli.StreamOption;
import io.tidemark.cli.TimeLimitOptions;
import io.tidemark.cli.UntilStopped;
import io.tidemark.cli.UsageError;
import io.tidemark.cli.UserError;
import io.tidemark.cli.text.ChangedLines;
import io.tidemark.druid.DruidOption;
import io.tidemark.kafka.DefinitionHistory;
import io.tidemark.kafka.DefinitionVersion;
import io.tidemark.lake.OptionalLakeOption;
import io.tidemark.metrics.Metrics;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.registry.RegistryOptions;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code audit}: counts the readings at every station and compares. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description =
        "Counts the readings at every station, from the run ledgers to Druid, and compares.",
    footer = {
      "",
      "The exit code is 0 when the audit holds and 1 when it does not.",
      "",
      "An audit that holds keeps what it has counted of the topics in the folder of --audits. The next"
          + " one reads the topics on from there, and compares all windows with every station.",
      "",
      "  ./tidemark audit",
      "  ./tidemark audit --wait 2m --json audit.json",
      "  ./tidemark audit --lake",
      "  ./tidemark audit --from-beginning",
      "  ./tidemark audit --from 2026-01-01T00:00:00Z --to 2026-01-02T00:00:00Z",
      "  ./tidemark audit --watch",
      "  ./tidemark audit --watch --metrics 9404"
    })
public final class AuditCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin StreamOption stream;
  @Mixin KafkaOptions kafka;
  @Mixin RegistryOptions registry;
  @Mixin DruidOption druid;
  @Mixin AggregatedOption windows;
  @Mixin TimeLimitOptions timeLimits;
  @Mixin OptionalLakeOption lake;
  @Mixin MetricsOption metrics;

  @Mixin LedgersOption ledgers;
  @Mixin AuditsOption audits;

  @Option(
      names = "--from-beginning",
      description =
          "Read the topics from their beginning, also what the last audit that held has counted.")
  boolean fromBeginning;

  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      defaultValue = "0",
      description =
          "How long to look again until the audit holds; 0 looks once (default: ${DEFAULT-VALUE}).")
  Duration wait;

  @Option(
      names = "--watch",
      description =
          "Tell every two seconds how many readings each station is behind, until Ctrl-C or until"
              + " --wait is over, and audit then.")
  boolean watch;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description =
          "The start of the first window that is compared; the topics are read all the same"
              + " (default: the first window).")
  Instant from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "The end of the last one (default: that of the last window).")
  Instant to;

  @Option(
      names = "--watermark",
      paramLabel = "global|partitions",
      defaultValue = "global",
      description =
          "What can have made a missing reading late: event times of any partition, or only those of"
              + " its own one, which proves more. 'partitions' is for a job that caught up with a"
              + " full topic; in a job that has read a partition to its end the others move the"
              + " watermark (default: ${DEFAULT-VALUE}).")
  WatermarkBound watermark;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description =
          "Also write the report as JSON; '-' is standard output, and the table then goes to"
              + " standard error.")
  String json;

  @Option(
      names = "--all-windows",
      description = "Show every window; otherwise 30 at most, first those that differ.")
  boolean allWindows;

  @Option(
      names = "--show-partitions",
      description = "Show the partitions of the raw topic; otherwise only if one differs.")
  boolean partitions;

  /** For a container of the audit's own. */
  public static void main(String[] args) {
    System.exit(Commands.run(new AuditCommand(), args));
  }

  @Override
  public Integer call() throws Exception {
    StreamDefinition loaded = stream.load();
    checkRange(windows.choose(loaded));
    Consumer<String> say = lines(spec.commandLine().getErr());
    AuditedVersions versions = versions(loaded, say);
    StreamDefinition whole = versions.newest();
    StreamDefinition definition = windows.choose(whole);
    Optional<AuditedLake> audited = lake.catalog().map(found -> new AuditedLake(found, whole));
    if (!watch) {
      return audit(
          versions,
          definition,
          audited,
          audit -> audit.await(wait, wait.isZero() ? line -> {} : say));
    }
    AggregatedOption.requireOne("--watch", definition);
    UntilStopped watching = new UntilStopped();
    try (Metrics numbers = metrics.open(definition.name(), say)) {
      return watching.run(
          () ->
              audit(
                  versions.inForceOnly(),
                  definition,
                  audited,
                  audit -> audit.watch(wait, watching.stop(), numbers, say)),
          spec.commandLine().getErr());
    }
  }

  /** The definitions by the history of the stream; without one, that of the file. */
  private AuditedVersions versions(StreamDefinition loaded, Consumer<String> say) {
    List<DefinitionVersion> found =
        new DefinitionHistory(kafka.properties(), loaded.name()).versions();
    boolean same = found.isEmpty() || found.get(found.size() - 1).isSame(loaded);
    if (!same) {
      say.accept(
          "the definition has changed since it was put in force: the one in force is audited, and"
              + " './tidemark upgrade' puts the new one in force");
    }
    if (same && found.size() <= 1) {
      return new AuditedVersions(
          List.of(
              new DefinitionVersion(WindowRange.ALL.from(), WindowRange.ALL.to(), stream.text())),
          List.of(registry.reading(loaded)));
    }
    return new AuditedVersions(
        found, found.stream().map(one -> registry.reading(one.definition())).toList());
  }

  private void checkRange(StreamDefinition definition) {
    if (from != null) {
      AggregatedOption.requireStart("--from", from, definition);
    }
    if (to != null) {
      AggregatedOption.requireStart("--to", to, definition);
    }
    if (from != null && to != null && !from.isBefore(to)) {
      throw new UsageError("--to: expected a time after --from, found " + to);
    }
  }

  private int audit(
      AuditedVersions versions,
      StreamDefinition definition,
      Optional<AuditedLake> audited,
      Function<Audit, AuditReport> how) {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    List<AuditReport> reports = new ArrayList<>();
    for (String topic : definition.aggregatedTopics()) {
      List<AuditedVersions.One> all = versions.of(topic, WindowRange.of(from, to), watermark);
      for (AuditedVersions.One one : all) {
        try (Audit audit =
            new Audit(
                one.definition(),
                kafka.properties(),
                druid.reader(),
                ledgers.folder(),
                one.scope(),
                timeLimits.limits(),
                audited)) {
          versions
              .onlyText()
              .map(yaml -> new LastAuditFile(audits.folder(), versions.newest(), yaml, topic))
              .ifPresent(file -> audit.continueLast(file, fromBeginning));
          // a definition need not have windows, as one that is in force since a moment ago
          boolean last = one == all.get(all.size() - 1) && reports.isEmpty();
          if (all.size() == 1 || last || !audit.run().windows().isEmpty()) {
            AuditReport report = how.apply(audit);
            reports.add(report);
            if (report.holds()) {
              keep(audit, err);
            }
          }
        }
      }
    }
    new AuditOutput(out, err).write(reports, json, allWindows, partitions);
    return reports.stream().allMatch(AuditReport::holds) ? 0 : 1;
  }

  /** The audit holds, whether the next one must read more or less. */
  private static void keep(Audit audit, PrintWriter err) {
    try {
      audit.keep();
    } catch (UserError e) {
      err.println(e.getMessage());
    }
  }

  private static Consumer<String> lines(PrintWriter err) {
    return new ChangedLines(
        line -> {
          err.println(line);
          err.flush();
        });
  }
}
