package io.tidemark.audit.topic;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Values by ranges of the offsets of partitions. Where ranges overlap, the value of the one counts
 * that was added first. A look-up costs the logarithm of their number: it is made for each record.
 */
final class OffsetRanges<T> {
  private record Range<T>(long end, T value) {}

  /** Of each partition the ranges by their first offset; none overlaps another one. */
  private final Map<Integer, NavigableMap<Long, Range<T>>> partitions = new HashMap<>();

  /**
   * Adds a range.
   *
   * @param first its first offset
   * @param end the offset after its last one
   */
  void add(int partition, long first, long end, T value) {
    NavigableMap<Long, Range<T>> ranges =
        partitions.computeIfAbsent(partition, ignored -> new TreeMap<>());
    long from = first;
    while (from < end) {
      Map.Entry<Long, Range<T>> earlier = ranges.floorEntry(from);
      if (earlier != null && earlier.getValue().end() > from) {
        from = earlier.getValue().end();
      } else {
        Long next = ranges.higherKey(from);
        long to = next == null ? end : Math.min(end, next);
        ranges.put(from, new Range<>(to, value));
        from = to;
      }
    }
  }

  /** The value of the range with this offset; null without one. */
  T at(int partition, long offset) {
    NavigableMap<Long, Range<T>> ranges = partitions.get(partition);
    if (ranges == null) {
      return null;
    }
    Map.Entry<Long, Range<T>> range = ranges.floorEntry(offset);
    return range != null && offset < range.getValue().end() ? range.getValue().value() : null;
  }
}
