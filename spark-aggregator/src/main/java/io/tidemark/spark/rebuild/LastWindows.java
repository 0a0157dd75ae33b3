package io.tidemark.spark.rebuild;

import io.tidemark.cli.UserError;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.spark.checkpoint.Checkpoint;
import io.tidemark.spark.checkpoint.LeftOut;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQueryListener;

/**
 * The last windows of a definition that another one follows: those that end by the boundary. The
 * query goes on until its watermark has passed the boundary, and leaves out windows that end later,
 * which belong to the definition that follows.
 *
 * <p>It must be a listener of the session in which the query runs.
 */
public final class LastWindows extends StreamingQueryListener {
  /** Between two lines for the user. */
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final StreamDefinition definition;
  private final Instant boundary;
  private final String folder;
  private final transient Configuration hadoop;
  private final transient Supplier<Instant> clock;
  private final transient Consumer<String> say;
  private transient Runnable stop = () -> {};
  private Instant lastLine = Instant.EPOCH;

  /**
   * @param folder of the checkpoint
   * @param clock the wall clock
   * @param say receives a line now and then of what is awaited
   */
  public LastWindows(
      StreamDefinition definition,
      Instant boundary,
      String folder,
      Configuration hadoop,
      Supplier<Instant> clock,
      Consumer<String> say) {
    this.definition = definition;
    this.boundary = boundary;
    this.folder = folder;
    this.hadoop = hadoop;
    this.clock = clock;
    this.say = say;
  }

  /** What ends the query when the boundary is passed; it runs in a thread of its own. */
  public void onPassed(Runnable stop) {
    this.stop = stop;
  }

  /** Whether finished epochs have written every window that ends by the boundary. */
  public boolean areWritten() {
    OptionalLong time = time();
    return time.isPresent() && time.getAsLong() >= boundary.toEpochMilli();
  }

  /**
   * Requires it, after the query has ended.
   *
   * @throws UserError when windows are not written
   */
  public void requireWritten() {
    if (!areWritten()) {
      throw new UserError(
          "stopped before all windows that end by "
              + boundary
              + " are written; './tidemark upgrade' goes on");
    }
  }

  /** The watermark in event time; nothing before the first, and for the checkpoint of others. */
  private OptionalLong time() {
    boolean own =
        Checkpoint.shape(folder, hadoop).filter(definition.stateShape()::equals).isPresent()
            && LeftOut.after(folder, hadoop).orElse(boundary.toEpochMilli())
                == boundary.toEpochMilli();
    return own
        ? Boundary.eventTime(definition, Checkpoint.watermark(folder, hadoop))
        : OptionalLong.empty();
  }

  /**
   * Leaves out the windows that end after the boundary. Records in the checkpoint that it lacks
   * them, before the first is left out.
   *
   * @param windows with the column {@code window_end}
   */
  public Dataset<Row> only(Dataset<Row> windows) {
    LeftOut.write(folder, boundary, hadoop);
    long end = boundary.toEpochMilli();
    int place = windows.schema().fieldIndex(StreamDefinition.WINDOW_END);
    // a function, which the optimizer does not push below the watermark
    FilterFunction<Row> ended = row -> row.getTimestamp(place).getTime() <= end;
    return windows.filter(ended);
  }

  @Override
  public void onQueryStarted(QueryStartedEvent event) {}

  @Override
  public void onQueryProgress(QueryProgressEvent event) {
    look("");
  }

  /** Spark calls it after ten seconds without data. */
  @Override
  public void onQueryIdle(QueryIdleEvent event) {
    look(
        "; no records come: if producers have ended, './tidemark close-windows' sends what is"
            + " missing");
  }

  @Override
  public void onQueryTerminated(QueryTerminatedEvent event) {}

  private void look(String advice) {
    if (areWritten()) {
      new Thread(stop, "stop at the boundary").start();
    } else if (Duration.between(lastLine, clock.get()).compareTo(SILENCE) >= 0) {
      lastLine = clock.get();
      OptionalLong time = time();
      say.accept(
          "waiting until the watermark has passed "
              + boundary
              + ", now "
              + (time.isPresent() ? Instant.ofEpochMilli(time.getAsLong()) : "not known")
              + advice);
    }
  }
}
