package io.tidemark.doctor;

import io.tidemark.cli.text.HumanFormat;
import io.tidemark.doctor.CheckpointFolder.Position;
import io.tidemark.model.definition.StreamDefinition.Aggregated;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.model.record.TimeLimits;
import java.time.Duration;
import java.time.Instant;

/** The current watermark, and the event time that closes the next window. */
final class WatermarkCheck {
  private WatermarkCheck() {}

  /**
   * @param now epoch milliseconds
   */
  static Check check(String name, Aggregated aggregated, Position position, long now) {
    if (position.watermark() == 0 && position.open()) {
      return Check.fine(name, "none yet: it moves when a micro-batch is done");
    }
    if (position.watermark() == 0) {
      return Check.look(
          name,
          "none yet: no reading was aggregated",
          "./tidemark generate, and the job's output, which counts malformed records");
    }
    // the job shifts event times by whole windows, because Spark's windows start in 1970
    long shift = -aggregated.windowStart(TimeFormat.EARLIEST);
    long watermark = position.watermark() - shift;
    long delay = aggregated.watermark().toMillis();
    long newest = watermark + delay;
    // a window that ends at the watermark is closed
    long start = aggregated.windowStart(watermark);
    long end = start + aggregated.window().toMillis();
    String found =
        "newest event time "
            + Instant.ofEpochMilli(newest)
            + ", watermark "
            + Instant.ofEpochMilli(watermark)
            + "; the window from "
            + Instant.ofEpochMilli(start)
            + " comes out when an event time of "
            + Instant.ofEpochMilli(end + delay)
            + " arrives";
    // a closing heartbeat is ahead of the readings by one window and the delay
    Duration possible =
        TimeLimits.DEFAULT.maxAhead().plus(aggregated.window()).plus(aggregated.watermark());
    return newest - now <= possible.toMillis()
        ? Check.fine(name, found)
        : Check.look(
            name,
            found
                + "; it is "
                + HumanFormat.duration(newest - now)
                + " ahead of this machine's clock,"
                + " and readings of now are late",
            "fine for a simulated clock; otherwise repair the clock that sent it, then start over"
                + " with empty topics");
  }
}
