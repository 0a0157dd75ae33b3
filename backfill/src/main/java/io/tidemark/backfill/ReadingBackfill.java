package io.tidemark.backfill;

import io.tidemark.cli.UserError;
import io.tidemark.cli.text.TextTable;
import io.tidemark.druid.DruidClient;
import io.tidemark.kafka.KafkaBroker;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.supervisor.SupervisorSpecs;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.function.Consumer;

/**
 * Replaces readings of the raw datasource by those of the lake or the raw topic. Unlike a closed
 * window an interval may still get readings. So the new rows end at known offsets, and nothing is
 * replaced if the supervisor has published later readings of the interval.
 *
 * @param batch collects the new rows
 * @param say receives one line per step
 */
record ReadingBackfill(
    StreamDefinition definition,
    KafkaBroker broker,
    DruidClient druid,
    SparkBatch batch,
    Duration timeout,
    Consumer<String> say) {
  /**
   * What is asked for.
   *
   * @param dryRun whether to report the differences alone
   * @param allowFewer whether to replace also by fewer readings
   */
  record Choice(boolean dryRun, boolean allowFewer) {}

  /**
   * Replaces the readings with event times in a span, unless Druid has as many in each hour.
   *
   * @param files the folder for the new rows; the batch creates it
   * @param out receives the report
   * @throws UserError when a step fails, or there would be fewer readings
   */
  void run(TimeInterval span, Path files, Choice choice, PrintWriter out) {
    DatasourceReplacement replacement =
        new DatasourceReplacement(target(definition), druid, timeout, say);
    replacement.check();
    RawTopicEnd end = RawTopicEnd.now(definition, broker);
    batch.readings(span, end.json(), "files:" + files);
    ReadingCounts found = ReadingCounts.read(definition, files);
    if (found.hours().isEmpty()) {
      throw new UserError("there are no readings of " + span + "; nothing is replaced");
    }
    ReadingCounts stored =
        replacement
            .deadline()
            .await(
                "datasource " + definition.raw().topic(),
                DatasourceReplacement.DRUID_ADVICE,
                () -> ReadingCounts.stored(druid, definition, span));
    List<ReadingCounts.Difference> differences = found.differences(stored);
    if (choice.dryRun()) {
      table(differences, out);
    } else if (!differences.isEmpty()) {
      if (!choice.allowFewer()) {
        requireNoFewer(differences);
      }
      replacement.replace(
          new DatasourceReplacement.Order(files, span, end.read(), 1),
          published -> requireNone(end.arrived(span, published, broker), span),
          () -> found.awaitStored(ReadingCounts.stored(druid, definition, span)));
    }
    out.printf(
        Locale.ROOT,
        "%,d readings: %s%n",
        found.total(),
        differences.isEmpty()
            ? "Druid has them already"
            : String.format(
                Locale.ROOT,
                "%s; %,d hours differ by %+,d readings",
                choice.dryRun() ? "nothing is replaced" : "replaced",
                differences.size(),
                found.total() - stored.total()));
    out.flush();
  }

  static DatasourceReplacement.Target target(StreamDefinition definition) {
    return new DatasourceReplacement.Target(
        definition.raw().topic(),
        SupervisorSpecs.raw(definition, new Properties()),
        definition.raw().time().name());
  }

  private static void requireNone(long arrived, TimeInterval span) {
    if (arrived > 0) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "%,d readings of %s have arrived since the new rows were collected, and would be lost;"
                  + " nothing is replaced, run the backfill again or end it with --to before them",
              arrived,
              span));
    }
  }

  private static void requireNoFewer(List<ReadingCounts.Difference> differences) {
    List<ReadingCounts.Difference> fewer =
        differences.stream().filter(hour -> hour.found() < hour.stored()).toList();
    if (!fewer.isEmpty()) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "%,d hours would have fewer readings, the first at %s: %,d instead of %,d; either"
                  + " Druid has some twice, or some were deleted before they were archived, or"
                  + " they are dead letters that Druid took; if it is right, replace with"
                  + " --allow-fewer",
              fewer.size(),
              fewer.get(0).hour(),
              fewer.get(0).found(),
              fewer.get(0).stored()));
    }
  }

  private static void table(List<ReadingCounts.Difference> differences, PrintWriter out) {
    if (!differences.isEmpty()) {
      out.println(
          new TextTable<>(differences)
              .left("hour", hour -> hour.hour().toString())
              .number("readings", ReadingCounts.Difference::stored)
              .number("found", ReadingCounts.Difference::found)
              .number("difference", hour -> hour.found() - hour.stored())
              .render());
    }
  }
}
