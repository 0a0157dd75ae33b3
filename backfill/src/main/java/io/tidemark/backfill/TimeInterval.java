package io.tidemark.backfill;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A time interval.
 *
 * @param from the start, inclusive
 * @param to the end, exclusive
 */
record TimeInterval(Instant from, Instant to) {

  /** Parses Druid's form, {@code FROM/TO} in ISO 8601. */
  static TimeInterval parse(String interval) {
    int slash = interval.indexOf('/');
    return new TimeInterval(
        Instant.parse(interval.substring(0, slash)), Instant.parse(interval.substring(slash + 1)));
  }

  boolean overlaps(TimeInterval other) {
    return from.isBefore(other.to) && other.from.isBefore(to);
  }

  /** The smallest interval that covers both. */
  TimeInterval and(TimeInterval other) {
    return new TimeInterval(
        from.isBefore(other.from) ? from : other.from, to.isAfter(other.to) ? to : other.to);
  }

  /** The remaining intervals, in order, without the others. */
  List<TimeInterval> without(List<TimeInterval> others) {
    List<TimeInterval> rest = List.of(this);
    for (TimeInterval other : others) {
      List<TimeInterval> less = new ArrayList<>();
      for (TimeInterval span : rest) {
        if (!span.overlaps(other)) {
          less.add(span);
          continue;
        }
        if (span.from.isBefore(other.from)) {
          less.add(new TimeInterval(span.from, other.from));
        }
        if (other.to.isBefore(span.to)) {
          less.add(new TimeInterval(other.to, span.to));
        }
      }
      rest = less;
    }
    return rest;
  }

  @Override
  public String toString() {
    return from + "/" + to;
  }
}
