package io.tidemark.spark;

import io.tidemark.metrics.Metric;
import io.tidemark.metrics.Metrics;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.spark.window.WindowedAggregation;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.apache.spark.sql.streaming.SourceProgress;
import org.apache.spark.sql.streaming.StateOperatorProgress;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/**
 * Reports the progress of the query: a line every few seconds while it processes records, and
 * metrics for Prometheus.
 */
final class QueryProgress extends StreamingQueryListener {
  private static final Duration SILENCE = Duration.ofSeconds(5);

  /** Spark's name for the duration of a micro-batch's work; absent if there was no new data. */
  private static final String WORK = "addBatch";

  private final long shift;
  private final transient Function<String, OptionalLong> behind;
  private final transient Supplier<Instant> clock;
  private final transient Consumer<String> output;
  private final AtomicLong records = new AtomicLong();
  private final AtomicLong windows = new AtomicLong();
  private final transient LongSupplier dead;
  private volatile Instant lastLine = Instant.EPOCH;

  /** Dead letters that are already reported; used only by Spark's listener thread. */
  private long reported;

  /** The progress of the last micro-batch; null before the first. */
  private volatile StreamingQueryProgress last;

  /** The progress of the last micro-batch with records; one without records only closes windows. */
  private volatile StreamingQueryProgress busy;

  private volatile boolean idle;

  /** Whether a start of the query was reported, which may be started again. */
  private boolean begun;

  /**
   * @param dead the number of dead letters that this process has sent
   * @param behind the number of records between the offsets of a source, as Spark writes them, and
   *     its current end; empty if unknown
   * @param clock the wall clock
   * @param output receives the lines for the user
   */
  QueryProgress(
      StreamDefinition definition,
      LongSupplier dead,
      Function<String, OptionalLong> behind,
      Supplier<Instant> clock,
      Consumer<String> output) {
    this.dead = dead;
    shift = WindowedAggregation.shift(definition.aggregated());
    this.behind = behind;
    this.clock = clock;
    this.output = output;
  }

  /**
   * Registers the metrics of the query: totals of this process, and the state of the last
   * micro-batch.
   */
  void show(Metrics metrics) {
    metrics.show(Metric.RECORDS_READ, records::get);
    metrics.show(Metric.WINDOWS_WRITTEN, windows::get);
    metrics.show(Metric.DEAD_LETTERS, dead::getAsLong);
    metrics.show(
        Metric.WATERMARK,
        of(
            () -> last,
            batch -> watermark(batch).map(at -> at.toEpochMilli() / 1000.0).orElse(Double.NaN)));
    metrics.show(
        Metric.SOURCE_LAG,
        of(
            () -> last,
            batch -> {
              OptionalLong lag = behind(batch);
              return lag.isPresent() ? lag.getAsLong() : Double.NaN;
            }));
    metrics.show(Metric.BATCH_DURATION, of(() -> busy, batch -> batch.batchDuration() / 1000.0));
    metrics.show(
        Metric.BATCH_RATE, of(() -> busy, batch -> idle ? 0 : batch.processedRowsPerSecond()));
    metrics.show(
        Metric.STATE_ROWS,
        of(() -> last, batch -> state(batch, StateOperatorProgress::numRowsTotal)));
    metrics.show(
        Metric.STATE_MEMORY,
        of(() -> last, batch -> state(batch, StateOperatorProgress::memoryUsedBytes)));
    metrics.show(Metric.EPOCH, of(() -> last, StreamingQueryProgress::batchId));
  }

  private static DoubleSupplier of(
      Supplier<StreamingQueryProgress> which, ToDoubleFunction<StreamingQueryProgress> number) {
    return () -> {
      StreamingQueryProgress batch = which.get();
      return batch == null ? Double.NaN : number.applyAsDouble(batch);
    };
  }

  private static long state(
      StreamingQueryProgress batch, ToLongFunction<StateOperatorProgress> number) {
    return Arrays.stream(batch.stateOperators()).mapToLong(number).sum();
  }

  @Override
  public void onQueryStarted(QueryStartedEvent event) {
    if (!begun) {
      begun = true;
      output.accept("aggregating; checkpointed, so it can be stopped at any time");
    }
  }

  @Override
  public void onQueryProgress(QueryProgressEvent event) {
    StreamingQueryProgress progress = event.progress();
    long rows = progress.numInputRows();
    records.addAndGet(rows);
    windows.addAndGet(Math.max(0, progress.sink().numOutputRows()));
    if (progress.durationMs().containsKey(WORK)) {
      last = progress;
    }
    idle = false;
    if (rows > 0) {
      busy = progress;
    }
    if (rows > 0 && silentLongEnough()) {
      output.accept(
          String.format(
              Locale.ROOT,
              "batch %d: %,d records, %,.0f/s, %s behind, watermark %s",
              progress.batchId(),
              rows,
              progress.processedRowsPerSecond(),
              words(behind(progress)),
              watermark(progress).map(Instant::toString).orElse("not yet")));
      reportDeadLetters(progress.batchId());
    }
  }

  /**
   * Spark calls it after ten seconds without data; dead letters of the last batches may not be
   * reported yet.
   */
  @Override
  public void onQueryIdle(QueryIdleEvent event) {
    idle = true;
    if (last != null && silentLongEnough()) {
      reportDeadLetters(last.batchId());
    }
  }

  @Override
  public void onQueryTerminated(QueryTerminatedEvent event) {}

  private boolean silentLongEnough() {
    Instant now = clock.get();
    boolean silent = Duration.between(lastLine, now).compareTo(SILENCE) >= 0;
    if (silent) {
      lastLine = now;
    }
    return silent;
  }

  private void reportDeadLetters(long batch) {
    long all = dead.getAsLong();
    if (all > reported) {
      output.accept(
          String.format(
              Locale.ROOT,
              "until batch %d: %,d records to the dead-letter topic",
              batch,
              all - reported));
      reported = all;
    }
  }

  /** The totals of the run in one line. */
  String summary() {
    return String.format(
        Locale.ROOT,
        "Aggregated %,d records into %,d rows, %,d dead letters",
        records.get(),
        windows.get(),
        dead.getAsLong());
  }

  /**
   * The watermark in event time: Spark's watermark without the shift; empty until it has moved from
   * 1970.
   */
  private Optional<Instant> watermark(StreamingQueryProgress progress) {
    return Optional.ofNullable(progress.eventTime().get("watermark"))
        .map(Instant::parse)
        .filter(moved -> !moved.equals(Instant.EPOCH))
        .map(moved -> moved.minusMillis(shift));
  }

  private OptionalLong behind(StreamingQueryProgress progress) {
    long sum = 0;
    for (SourceProgress source : progress.sources()) {
      OptionalLong records = behind.apply(source.endOffset());
      if (records.isEmpty()) {
        return records;
      }
      sum += records.getAsLong();
    }
    return OptionalLong.of(sum);
  }

  private static String words(OptionalLong records) {
    return records.isPresent() ? String.format(Locale.ROOT, "%,d", records.getAsLong()) : "?";
  }
}
