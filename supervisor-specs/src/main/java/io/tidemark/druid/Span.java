package io.tidemark.druid;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A stretch of time.
 *
 * @param from the first instant
 * @param to the first instant that is no longer part of it
 */
record Span(Instant from, Instant to) {

  /** Reads it as Druid writes it, {@code FROM/TO} in ISO 8601. */
  static Span parse(String interval) {
    int slash = interval.indexOf('/');
    return new Span(
        Instant.parse(interval.substring(0, slash)), Instant.parse(interval.substring(slash + 1)));
  }

  boolean overlaps(Span other) {
    return from.isBefore(other.to) && other.from.isBefore(to);
  }

  /** The stretch from the earlier beginning to the later end. */
  Span and(Span other) {
    return new Span(
        from.isBefore(other.from) ? from : other.from, to.isAfter(other.to) ? to : other.to);
  }

  /** What remains of it, in order, without the others. */
  List<Span> without(List<Span> others) {
    List<Span> rest = List.of(this);
    for (Span other : others) {
      List<Span> less = new ArrayList<>();
      for (Span span : rest) {
        if (!span.overlaps(other)) {
          less.add(span);
          continue;
        }
        if (span.from.isBefore(other.from)) {
          less.add(new Span(span.from, other.from));
        }
        if (other.to.isBefore(span.to)) {
          less.add(new Span(other.to, span.to));
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
