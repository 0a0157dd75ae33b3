package io.tidemark.spark;

import io.tidemark.metrics.Metric;
import io.tidemark.metrics.Metrics;
import io.tidemark.spark.archive.ArchiveTotals;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/**
 * Reports the progress of the archive: for each table a line every few seconds while it gets
 * records, and metrics for Prometheus.
 */
final class ArchiveProgress extends StreamingQueryListener {
  private static final Duration SILENCE = Duration.ofSeconds(5);
  private static final double MEGABYTE = 1_000_000;

  /** One table; written by Spark's listener thread. */
  private static final class Filling {
    private final ArchiveTotals totals;
    private volatile long records;
    private volatile StreamingQueryProgress last;
    private Instant lastLine = Instant.EPOCH;

    Filling(ArchiveTotals totals) {
      this.totals = totals;
    }
  }

  private final transient List<Filling> tables = new CopyOnWriteArrayList<>();
  private final transient Function<String, OptionalLong> behind;
  private final transient Supplier<Instant> clock;
  private final transient Consumer<String> output;

  /**
   * @param behind the number of records between the offsets of a source, as Spark writes them, and
   *     the current end of its topic; empty if unknown
   * @param clock the wall clock
   * @param output receives the lines for the user
   */
  ArchiveProgress(
      Function<String, OptionalLong> behind, Supplier<Instant> clock, Consumer<String> output) {
    this.behind = behind;
    this.clock = clock;
    this.output = output;
  }

  /**
   * The totals of a table; its query may be started again. The readings must be the first table.
   *
   * @param name of the table in the catalog
   * @param topic from which it is filled
   */
  ArchiveTotals totals(String name, String topic) {
    for (Filling table : tables) {
      if (table.totals.table().equals(name)) {
        return table.totals;
      }
    }
    ArchiveTotals totals = new ArchiveTotals(name, topic);
    tables.add(new Filling(totals));
    output.accept(
        "archiving "
            + totals.topic()
            + " to "
            + totals.table()
            + "; it can be stopped at any time");
    return totals;
  }

  /** Registers the metrics, of the raw topic unless they have a label for the table. */
  void show(Metrics metrics) {
    metrics.show(Metric.RECORDS_READ, () -> tables.isEmpty() ? 0 : tables.get(0).records);
    metrics.show(Metric.SOURCE_LAG, ofReadings(this::lag));
    metrics.show(Metric.BATCH_DURATION, ofReadings(epoch -> epoch.batchDuration() / 1000.0));
    metrics.show(Metric.EPOCH, ofReadings(StreamingQueryProgress::batchId));
    metrics.show(
        Metric.LAKE_COMMIT,
        () -> tables.isEmpty() ? Double.NaN : tables.get(0).totals.lastCommitSeconds());
    metrics.showEach(
        Metric.LAKE_ROWS,
        () ->
            tables.stream()
                .collect(
                    Collectors.toMap(
                        table -> table.totals.table(),
                        table -> table.totals.rows(),
                        Long::sum,
                        TreeMap::new)));
  }

  private DoubleSupplier ofReadings(ToDoubleFunction<StreamingQueryProgress> number) {
    return () -> {
      StreamingQueryProgress epoch = tables.isEmpty() ? null : tables.get(0).last;
      return epoch == null ? Double.NaN : number.applyAsDouble(epoch);
    };
  }

  private double lag(StreamingQueryProgress epoch) {
    OptionalLong lag = behind.apply(epoch.sources()[0].endOffset());
    return lag.isPresent() ? lag.getAsLong() : Double.NaN;
  }

  @Override
  public void onQueryStarted(QueryStartedEvent event) {}

  @Override
  public void onQueryProgress(QueryProgressEvent event) {
    StreamingQueryProgress epoch = event.progress();
    for (Filling table : tables) {
      if (table.totals.table().equals(epoch.name()) && epoch.numInputRows() > 0) {
        report(table, epoch);
      }
    }
  }

  private void report(Filling table, StreamingQueryProgress epoch) {
    table.records += epoch.numInputRows();
    table.last = epoch;
    Instant now = clock.get();
    if (Duration.between(table.lastLine, now).compareTo(SILENCE) < 0) {
      return;
    }
    table.lastLine = now;
    double lag = lag(epoch);
    output.accept(
        String.format(
            Locale.ROOT,
            "%s: epoch %d, %,d records, %,.0f/s, %s behind%s",
            epoch.name(),
            epoch.batchId(),
            epoch.numInputRows(),
            epoch.processedRowsPerSecond(),
            Double.isNaN(lag) ? "?" : String.format(Locale.ROOT, "%,.0f", lag),
            commit(table.totals.lastCommitSeconds())));
  }

  private static String commit(double seconds) {
    return Double.isNaN(seconds) ? "" : String.format(Locale.ROOT, ", commit %.2f s", seconds);
  }

  @Override
  public void onQueryTerminated(QueryTerminatedEvent event) {}

  /** The totals of the run, a line for each table. */
  List<String> summary() {
    return tables.stream()
        .map(
            table ->
                String.format(
                    Locale.ROOT,
                    "Archived %,d records of %s as %,d rows in %s: %,d files, %.1f MB",
                    table.records,
                    table.totals.topic(),
                    table.totals.rows(),
                    table.totals.table(),
                    table.totals.files(),
                    table.totals.bytes() / MEGABYTE))
        .toList();
  }
}
