package io.tidemark.backfill;

import io.tidemark.cli.UserError;
import io.tidemark.druid.DruidClient;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.supervisor.SupervisorSpecs;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;

/** Replaces windows of the aggregated datasource by recomputed ones. */
public final class WindowReplacement {
  /** No one publishes rows of closed windows, so the segments of others do no harm. */
  private static final int ATTEMPTS = 3;

  private final String datasource;
  private final DatasourceReplacement replacement;
  private final StoredWindows stored;

  /**
   * @param definition with one aggregated topic
   * @param timeout for each of the methods
   * @param say receives one line per step
   */
  public WindowReplacement(
      StreamDefinition definition, DruidClient druid, Duration timeout, Consumer<String> say) {
    datasource = definition.aggregated().topic();
    replacement = new DatasourceReplacement(target(definition), druid, timeout, say);
    stored = new StoredWindows(druid, definition);
  }

  static DatasourceReplacement.Target target(StreamDefinition definition) {
    return new DatasourceReplacement.Target(
        definition.aggregated().topic(),
        SupervisorSpecs.aggregated(definition, new Properties()),
        StreamDefinition.WINDOW_START);
  }

  /**
   * Returns when Druid answers and its supervisor permits a replacement.
   *
   * @throws UserError when Druid does not answer in time, or the supervisor is suspended or does
   *     not use concurrent locks
   */
  public void check() {
    replacement.check();
  }

  /** The start of the first window in Druid; empty when there is none. */
  public Optional<Instant> first() {
    return replacement
        .deadline()
        .await("datasource " + datasource, DatasourceReplacement.DRUID_ADVICE, stored::first);
  }

  /** The stored rows of the windows that start at or after {@code from} and before {@code to}. */
  public WindowRows stored(Instant from, Instant to) {
    return replacement
        .deadline()
        .await(
            "datasource " + datasource,
            DatasourceReplacement.DRUID_ADVICE,
            () -> stored.rows(new TimeInterval(from, to)));
  }

  /**
   * Replaces the windows that start at or after {@code from} and before {@code to}. They must be
   * closed.
   *
   * @param rows the recomputed rows
   * @param files the folder with these rows, by its path on Druid's indexer
   * @param offsets the offset after the last record of each partition of the aggregated topic
   * @throws UserError when the timeout expires or a step fails; the rows are then unchanged unless
   *     the message states otherwise
   */
  public void replace(
      WindowRows rows, Path files, Instant from, Instant to, Map<Integer, Long> offsets) {
    TimeInterval span = new TimeInterval(from, to);
    replacement.replace(
        new DatasourceReplacement.Order(files, span, offsets, ATTEMPTS),
        published -> {},
        () -> stored.has(span, rows));
  }
}
