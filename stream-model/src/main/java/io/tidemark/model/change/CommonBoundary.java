package io.tidemark.model.change;

import io.tidemark.model.definition.StreamDefinition;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The times at which another length of windows can begin. Windows end at the whole multiples of
 * their slide since 1970, so those of two definitions both end at the common multiples: readings
 * before such a time are in windows of the one that end by then, and tumbling windows of the other
 * begin there.
 */
public final class CommonBoundary {
  /** Nobody waits longer for the next one. */
  static final Duration FARTHEST = Duration.ofDays(366);

  private CommonBoundary() {}

  /**
   * The time from one common boundary to the next, over all topics whose windows change.
   *
   * @return milliseconds; 1 when no length changes, and nothing when it is more than a year
   */
  static OptionalLong step(StreamDefinition before, StreamDefinition after) {
    Map<String, StreamDefinition.Aggregated> now =
        after.aggregates().stream()
            .collect(Collectors.toMap(StreamDefinition.Aggregated::topic, Function.identity()));
    BigInteger step = BigInteger.ONE;
    for (StreamDefinition.Aggregated old : before.aggregates()) {
      StreamDefinition.Aggregated one = now.get(old.topic());
      if (one != null && differ(old, one)) {
        step = multiple(multiple(step, old.slide()), one.slide());
      }
    }
    return step.compareTo(BigInteger.valueOf(FARTHEST.toMillis())) > 0
        ? OptionalLong.empty()
        : OptionalLong.of(step.longValueExact());
  }

  private static BigInteger multiple(BigInteger one, Duration other) {
    BigInteger length = BigInteger.valueOf(other.toMillis());
    return one.divide(one.gcd(length)).multiply(length);
  }

  /** Whether windows of one topic have another length or slide. */
  static boolean differ(StreamDefinition.Aggregated before, StreamDefinition.Aggregated after) {
    return !before.window().equals(after.window()) || !before.slide().equals(after.slide());
  }

  /**
   * The first common boundary at or after a time; the time itself when no length changes.
   *
   * @param time epoch milliseconds, as the result
   * @throws IllegalArgumentException when the two definitions have none
   */
  public static long from(long time, StreamDefinition before, StreamDefinition after) {
    long step =
        step(before, after)
            .orElseThrow(() -> new IllegalArgumentException("the windows have no common end"));
    return -Math.floorDiv(-time, step) * step;
  }
}
