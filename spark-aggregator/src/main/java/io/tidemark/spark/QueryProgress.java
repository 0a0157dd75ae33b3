package io.tidemark.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.when;

import io.tidemark.model.StreamDefinition;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.SourceProgress;
import org.apache.spark.sql.streaming.StreamingQueryListener;

/** Tells how the query gets on: a line every few seconds while there is something to do. */
final class QueryProgress extends StreamingQueryListener {
  private static final Duration SILENCE = Duration.ofSeconds(5);
  private static final String DECODED = "decoded";
  private static final String DEAD = "dead";

  private final long shift;
  private final AtomicLong records = new AtomicLong();
  private final AtomicLong windows = new AtomicLong();
  private final AtomicLong dead = new AtomicLong();
  private volatile Instant lastLine = Instant.EPOCH;

  QueryProgress(StreamDefinition definition) {
    shift = Windows.shift(definition.aggregated());
  }

  /** Counts what cannot be counted as a reading, for the progress of each batch. */
  static Dataset<Row> observe(Dataset<Row> readings) {
    return readings.observe(DECODED, count(when(col(RawReadings.PROBLEM).isNotNull(), 1)).as(DEAD));
  }

  @Override
  public void onQueryStarted(QueryStartedEvent event) {
    System.err.println("aggregating; checkpointed, so it can be stopped at any time");
  }

  @Override
  public void onQueryProgress(QueryProgressEvent event) {
    var progress = event.progress();
    long rows = progress.numInputRows();
    records.addAndGet(rows);
    windows.addAndGet(Math.max(0, progress.sink().numOutputRows()));
    Row decoded = progress.observedMetrics().get(DECODED);
    long wrong = decoded == null ? 0 : decoded.getLong(0);
    dead.addAndGet(wrong);
    if (wrong > 0) {
      System.err.printf(
          Locale.ROOT,
          "batch %d: %,d records to the dead-letter topic%n",
          progress.batchId(),
          wrong);
    }
    Instant now = Instant.now();
    if (rows > 0 && Duration.between(lastLine, now).compareTo(SILENCE) >= 0) {
      lastLine = now;
      System.err.printf(
          Locale.ROOT,
          "batch %d: %,d records, %,.0f/s, %,d behind, watermark %s%n",
          progress.batchId(),
          rows,
          progress.processedRowsPerSecond(),
          behind(progress.sources()),
          watermark(progress.eventTime().get("watermark")));
    }
  }

  @Override
  public void onQueryTerminated(QueryTerminatedEvent event) {}

  /** What the whole run did, in one line. */
  String summary() {
    return String.format(
        Locale.ROOT,
        "Aggregated %,d records into %,d rows, %,d dead letters",
        records.get(),
        windows.get(),
        dead.get());
  }

  /** The watermark in event time; Spark has it moved, and begins with 1970. */
  private String watermark(String moved) {
    Instant watermark = moved == null ? Instant.EPOCH : Instant.parse(moved);
    return watermark.equals(Instant.EPOCH) ? "not yet" : watermark.minusMillis(shift).toString();
  }

  private static long behind(SourceProgress[] sources) {
    long behind = 0;
    for (SourceProgress source : sources) {
      String most = source.metrics().getOrDefault("maxOffsetsBehindLatest", "0");
      behind = Math.max(behind, Long.parseLong(most));
    }
    return behind;
  }
}
