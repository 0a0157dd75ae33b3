package io.tidemark.spark.rebuild;

import io.tidemark.cli.UserError;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.spark.window.WindowedAggregation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The time by which every window has ended that a checkpoint's query has written. */
public final class Boundary {
  private Boundary() {}

  /**
   * The end of the last window that is closed. A query of an upgraded stream may not yet have read
   * as far as the boundary of its own definition, by which all windows are written.
   *
   * @param begin the boundary of the definition, epoch milliseconds, as the result
   * @param watermark of the last finished epoch, in Spark's milliseconds
   * @return nothing when no window is closed
   */
  public static OptionalLong of(
      StreamDefinition definition, OptionalLong begin, OptionalLong watermark) {
    OptionalLong time = eventTime(definition, watermark);
    if (time.isEmpty()) {
      return begin;
    }
    long closed = lastEnd(definition, time.getAsLong());
    return OptionalLong.of(Math.max(closed, begin.orElse(closed)));
  }

  /**
   * A watermark as event time, epoch milliseconds.
   *
   * @param watermark in Spark's milliseconds; its first is 0, before every event time that is
   *     possible
   * @return nothing before the first event time
   */
  static OptionalLong eventTime(StreamDefinition definition, OptionalLong watermark) {
    return watermark.isEmpty() || watermark.getAsLong() == 0
        ? OptionalLong.empty()
        : OptionalLong.of(
            watermark.getAsLong() - WindowedAggregation.shift(definition.aggregated()));
  }

  /** The last end of a window by a time; both epoch milliseconds. */
  static long lastEnd(StreamDefinition definition, long time) {
    return definition.aggregates().stream()
        .mapToLong(windows -> windows.windowStart(time))
        .max()
        .orElseThrow();
  }

  /**
   * Writes it: milliseconds, or nothing.
   *
   * @throws UserError when the file cannot be written
   */
  public static void write(Path file, OptionalLong boundary) {
    try {
      Files.writeString(file, boundary.isPresent() ? Long.toString(boundary.getAsLong()) : "");
    } catch (IOException e) {
      throw new UserError("cannot write the boundary " + file + ": " + e.getMessage(), e);
    }
  }
}
