package io.tidemark.bench.latency;

import io.tidemark.model.definition.StreamDefinition;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The close times of windows when event time follows the wall clock. A window closes with the first
 * reading that is due at or after its end plus the watermark delay. Due times count, not send
 * times, so a sender that falls behind adds to the latency of every window that it should have
 * closed.
 *
 * @param length of a window, milliseconds
 * @param delay of the watermark, milliseconds
 */
record WindowTimes(long length, long delay) {
  static WindowTimes of(StreamDefinition definition) {
    return new WindowTimes(
        definition.aggregated().window().toMillis(),
        definition.aggregated().watermark().toMillis());
  }

  /** The close time of a window with this start; both epoch milliseconds. */
  long closes(long start) {
    return start + length + delay;
  }

  /** The starts of the windows that close in {@code [from, to)}. */
  List<Long> closing(long from, long to) {
    long first = Math.floorDiv(from - length - delay + length - 1, length) * length;
    return LongStream.iterate(first, start -> closes(start) < to, start -> start + length)
        .boxed()
        .toList();
  }
}
