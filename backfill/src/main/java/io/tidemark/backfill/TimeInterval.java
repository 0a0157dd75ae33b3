package io.tidemark.backfill;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A stretch of time.
 *
 * @param from the first instant
 * @param to the first instant that is no longer part of it
 */
record TimeInterval(Instant from, Instant to) {

  /** Reads it as Druid writes it, {@code FROM/TO} in ISO 8601. */
  static TimeInterval parse(String interval) {
    int slash = interval.indexOf('/');
    return new TimeInterval(
        Instant.parse(interval.substring(0, slash)), Instant.parse(interval.substring(slash + 1)));
  }

  boolean overlaps(TimeInterval other) {
    return from.isBefore(other.to) && other.from.isBefore(to);
  }

  /** The stretch from the earlier beginning to the later end. */
  TimeInterval and(TimeInterval other) {
    return new TimeInterval(
        from.isBefore(other.from) ? from : other.from, to.isAfter(other.to) ? to : other.to);
  }

  /** What remains of it, in order, without the others. */
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
