package io.tidemark.bench.latency;

import io.tidemark.model.definition.StreamDefinition;
import java.util.List;
import java.util.stream.LongStream;

/**
 * When windows close on a clock that event time follows: with the first reading that is due at
 * their end and the watermark's delay, or after. That is the moment for which it was due, not when
 * it was sent: a sender that falls behind makes every window late that it should have closed.
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

  /** When the window that starts then closes; both epoch milliseconds. */
  long closes(long start) {
    return start + length + delay;
  }

  /** The starts of the windows that close from a moment on and before another. */
  List<Long> closing(long from, long to) {
    long first = Math.floorDiv(from - length - delay + length - 1, length) * length;
    return LongStream.iterate(first, start -> closes(start) < to, start -> start + length)
        .boxed()
        .toList();
  }
}
