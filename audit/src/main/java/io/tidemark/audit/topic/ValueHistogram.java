package io.tidemark.audit.topic;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts whole numbers that are not negative, exact below 2048 and to a thousandth above. A power
 * of two has 1024 steps of equal width, so memory is bounded by 54 × 1024 counters and grows only
 * with the greatest number.
 */
final class ValueHistogram {
  private static final int STEP_BITS = 10;
  private static final int STEPS = 1 << STEP_BITS;

  private long[] counts = new long[2 * STEPS];
  private long total;

  void add(long value) {
    int step = step(value);
    if (step >= counts.length) {
      counts = Arrays.copyOf(counts, (step / STEPS + 1) * STEPS);
    }
    counts[step]++;
    total++;
  }

  /** The counters that are not 0, by their place. */
  SortedMap<Integer, Long> counters() {
    SortedMap<Integer, Long> all = new TreeMap<>();
    for (int step = 0; step < counts.length; step++) {
      if (counts[step] > 0) {
        all.put(step, counts[step]);
      }
    }
    return all;
  }

  /** Adds what {@link #counters} has given. */
  void add(SortedMap<Integer, Long> counters) {
    if (!counters.isEmpty() && counters.lastKey() >= counts.length) {
      counts = Arrays.copyOf(counts, (counters.lastKey() / STEPS + 1) * STEPS);
    }
    counters.forEach(
        (step, count) -> {
          counts[step] += count;
          total += count;
        });
  }

  /** How many numbers were added. */
  long total() {
    return total;
  }

  /**
   * The step of the number that this share of all numbers does not exceed.
   *
   * @param percent above 0, at most 100
   * @param zeros how many zeros are counted besides those that were added
   * @return 0 to 0 when there is no number at all
   */
  Step percentile(double percent, long zeros) {
    // a product just above a whole number is one by rounding
    long wanted = (long) Math.ceil(Math.nextDown(percent) * (total + zeros) / 100);
    long found = zeros;
    int step = 0;
    for (found += counts[0]; found < wanted; found += counts[step]) {
      step++;
    }
    return new Step(lowest(step), lowest(step + 1) - 1);
  }

  /** Numbers that count as equal, both ends included. */
  record Step(long lowest, long highest) {}

  /** Numbers below 2 × 1024 each have their step; above, the leading eleven bits decide. */
  private static int step(long value) {
    int shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(value) - STEP_BITS - 1);
    return shift * STEPS + (int) (value >>> shift);
  }

  private static long lowest(int step) {
    int shift = Math.max(0, step / STEPS - 1);
    return (long) (step - shift * STEPS) << shift;
  }
}
