package io.tidemark.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.spark.checkpoint.Checkpoint;
import io.tidemark.spark.window.WindowedAggregation;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQueryListener;

/** Stops a query when its watermark has passed a time: all windows that end by then are written. */
final class UntilTime extends StreamingQueryListener {
  /** In Spark's milliseconds. */
  private final long watermark;

  private final transient Runnable stop;

  /**
   * @param stop ends the query; called from Spark's own thread, which it must not wait for
   */
  UntilTime(Instant until, StreamDefinition definition, Runnable stop) {
    watermark = shifted(until, definition);
    this.stop = stop;
  }

  private static long shifted(Instant until, StreamDefinition definition) {
    return until.toEpochMilli() + WindowedAggregation.shift(definition.aggregated());
  }

  /** The rows of windows that end by a time; all rows for null. */
  static Dataset<Row> within(Dataset<Row> windows, Instant until) {
    return until == null
        ? windows
        : windows.where(col(StreamDefinition.WINDOW_END).leq(lit(until)));
  }

  /**
   * Whether a checkpoint has passed the time, or is that of another definition, to which the stream
   * has been upgraded.
   */
  static boolean isPassed(
      Instant until, String folder, StreamDefinition definition, Configuration hadoop) {
    Optional<String> shape = Checkpoint.shape(folder, hadoop);
    if (shape.isEmpty() || !shape.get().equals(definition.stateShape())) {
      return shape.isPresent();
    }
    OptionalLong at = Checkpoint.watermark(folder, hadoop);
    return at.isPresent() && at.getAsLong() >= shifted(until, definition);
  }

  @Override
  public void onQueryStarted(QueryStartedEvent event) {}

  @Override
  public void onQueryProgress(QueryProgressEvent event) {
    String at = event.progress().eventTime().get("watermark");
    if (at != null && Instant.parse(at).toEpochMilli() >= watermark) {
      new Thread(stop, "stop at a time").start();
    }
  }

  @Override
  public void onQueryTerminated(QueryTerminatedEvent event) {}
}
