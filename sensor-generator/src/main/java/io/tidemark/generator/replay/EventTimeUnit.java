package io.tidemark.generator.replay;

import io.tidemark.cli.UsageError;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.RawDecoder;
import io.tidemark.model.record.TimeLimits;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The records of a recording, whose first event times are checked for another unit: seconds that
 * are read as milliseconds all lie in January 1970. As long as no event time is plausible, up to
 * 100 readings are read before the first is returned.
 */
final class EventTimeUnit implements RecordedRecords {
  /** The units of a numeric event time, each 1,000 of the one before. */
  private static final List<String> UNITS =
      List.of("nanoseconds", "microseconds", "milliseconds", "seconds");

  private static final long TO_2200 = Instant.parse("2200-01-01T00:00:00Z").toEpochMilli();
  private static final long FROM_2000 = Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();
  private static final long TO_2100 = Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();
  private static final int MOST_READINGS = 100;
  private static final int MOST_RECORDS = 1_000;
  private static final long MOST_BYTES = 1 << 22;

  private record Held(byte[] value, long line, String problem) {}

  private final RecordedRecords records;
  private final StreamDefinition.Raw raw;
  private final String name;
  private final int unit;
  private final Deque<Held> held = new ArrayDeque<>();
  private boolean checked;
  private IOException broken;
  private Held last;

  /**
   * @param name of the recording, for messages
   */
  EventTimeUnit(RecordedRecords records, StreamDefinition.Raw raw, String name) {
    this.records = records;
    this.raw = raw;
    this.name = name;
    unit = UNITS.indexOf(raw.time().format().keyword());
    checked = unit < 0;
  }

  /**
   * @throws UsageError when the first event times fit another unit
   */
  @Override
  public byte[] next() throws IOException {
    if (!checked) {
      checked = true;
      check();
    }
    last = held.poll();
    if (last != null) {
      return last.value;
    }
    if (broken != null) {
      throw broken;
    }
    return records.next();
  }

  private void check() {
    RawDecoder decoder = new RawDecoder(raw);
    Reading reading = raw.newReading();
    int time = raw.indexOf(raw.time());
    // by unit, how many event times would be plausible in it
    int[] fitting = new int[UNITS.size()];
    long first = 0;
    int readings = 0;
    long bytes = 0;
    while (readings < MOST_READINGS && held.size() < MOST_RECORDS && bytes < MOST_BYTES && hold()) {
      byte[] value = held.getLast().value;
      bytes += value.length;
      if (value == TOO_LONG
          || decoder.decode(value, System.currentTimeMillis(), reading) != null
          || reading.heartbeat()) {
        continue;
      }
      long millis = reading.number(time);
      if (millis >= TimeLimits.DEFAULT.earliest() && millis < TO_2200) {
        return;
      }
      first = readings++ == 0 ? millis : first;
      for (int other = 0; other < fitting.length; other++) {
        fitting[other] += fits(millis, other) ? 1 : 0;
      }
    }
    for (int other = 0; other < fitting.length; other++) {
      // some may be 0, of a clock that was not set
      if (fitting[other] * 10 > readings * 9) {
        refuse(first, other);
      }
    }
  }

  /** Whether an event time would be plausible in another unit. */
  private boolean fits(long millis, int other) {
    double there = millis * Math.pow(1000, other - unit);
    return there >= FROM_2000 && there < TO_2100;
  }

  private void refuse(long first, int other) {
    String field = raw.time().name();
    throw new UsageError(
        name
            + ": expected event times in "
            + UNITS.get(unit)
            + ", as the definition says of "
            + field
            + ", but then the first is "
            + Instant.ofEpochMilli(first)
            + "; in "
            + UNITS.get(other)
            + " it is "
            + Instant.ofEpochMilli((long) (first * Math.pow(1000, other - unit)))
            + ". Write 'format: "
            + UNITS.get(other)
            + "' for "
            + field
            + ", or name the earliest event time with --earliest if these are right");
  }

  /** Reads a record; returns whether there was one. */
  private boolean hold() {
    try {
      byte[] value = records.next();
      if (value == null) {
        return false;
      }
      held.add(new Held(value, records.line(), records.problem()));
      return true;
    } catch (IOException e) {
      broken = e;
      return false;
    }
  }

  @Override
  public String problem() {
    return last == null ? records.problem() : last.problem;
  }

  @Override
  public long line() {
    return last == null ? records.line() : last.line;
  }

  @Override
  public long lines() {
    return records.lines();
  }
}
