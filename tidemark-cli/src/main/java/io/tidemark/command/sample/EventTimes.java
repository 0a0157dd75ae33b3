package io.tidemark.command.sample;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.RawDecoder;
import io.tidemark.model.record.TimeLimits;
import io.tidemark.model.yaml.RawSection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The event times of a sample: their order and their distances.
 *
 * @param millis in the order of the records, epoch milliseconds; of those records that have one
 * @param disorder how far a time is behind the latest before it, at most; milliseconds
 * @param newestFirst whether most times are before the time of the record before them
 * @param gap the usual distance between times in order, 0 when there is none; milliseconds
 */
record EventTimes(List<Long> millis, long disorder, boolean newestFirst, long gap) {
  private static final long SECOND = 1_000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  /** Usual lengths of windows. */
  private static final long[] WINDOWS = {
    MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    7 * DAY,
    30 * DAY
  };

  private static final long[] USUAL_COUNTS = {1, 2, 3, 5, 10, 15, 20, 30};

  private static final int READINGS_IN_WINDOW = 5;
  private static final long LONGEST_WATERMARK = 366 * DAY;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads the event times as the definition would. */
  static EventTimes of(Sample sample, TimeSearch.Found time) {
    StreamDefinition.Raw raw = raw(time);
    RawDecoder decoder = new RawDecoder(raw);
    Reading reading = raw.newReading();
    List<Long> millis = new ArrayList<>();
    for (Sample.SampleRecord record : sample.records()) {
      if (record.problem() == null
          && decoder.decode(record.value(), record.timestamp(), reading) == null
          && !reading.heartbeat()) {
        millis.add(reading.number(0));
      }
    }
    // a clock that was not set, or another unit, says nothing about the others
    List<Long> plausible =
        millis.stream().filter(one -> one >= TimeLimits.DEFAULT.earliest()).toList();
    return of(plausible.size() * 2 > millis.size() ? plausible : millis);
  }

  static EventTimes of(List<Long> millis) {
    long latest = Long.MIN_VALUE;
    long disorder = 0;
    int back = 0;
    int forth = 0;
    for (int i = 0; i < millis.size(); i++) {
      long now = millis.get(i);
      if (i > 0) {
        back += now < millis.get(i - 1) ? 1 : 0;
        forth += now > millis.get(i - 1) ? 1 : 0;
      }
      disorder = Math.max(disorder, i == 0 ? 0 : latest - now);
      latest = Math.max(latest, now);
    }
    List<Long> distinct = millis.stream().sorted().distinct().toList();
    List<Long> gaps = new ArrayList<>();
    for (int i = 1; i < distinct.size(); i++) {
      gaps.add(distinct.get(i) - distinct.get(i - 1));
    }
    gaps.sort(null);
    long gap = gaps.isEmpty() ? 0 : gaps.get(gaps.size() / 2);
    return new EventTimes(List.copyOf(millis), disorder, back > 1 && back > 2 * forth, gap);
  }

  /** A raw section with the event time alone. */
  private static StreamDefinition.Raw raw(TimeSearch.Found time) {
    ObjectNode section = JSON.createObjectNode().put("topic", "sample").put("time", "time");
    ObjectNode field = section.putObject("fields").putObject("time");
    field.put("type", "timestamp").put("format", time.format()).put("lenient", time.lenient());
    if (time.zone() != null) {
      field.put("zone", time.zone());
    }
    if (time.columns().size() == 2) {
      ObjectNode both = field.putObject("from");
      RawSection.steps(both.putArray("day"), time.columns().get(0).location());
      RawSection.steps(both.putArray("time"), time.columns().get(1).location());
    } else if (time.columns().size() == 1) {
      RawSection.steps(field.putArray("from"), time.columns().get(0).location());
    }
    return RawSection.read(section.toString());
  }

  /**
   * A window that has some readings of each group.
   *
   * @param groups the number of groups that take turns
   * @param days whether event times are days
   */
  Duration window(int groups, boolean days) {
    long wished = gap * Math.max(1, groups) * READINGS_IN_WINDOW;
    for (long window : WINDOWS) {
      if (window >= wished && (!days || window >= DAY)) {
        return Duration.ofMillis(window);
      }
    }
    return Duration.ofMillis(WINDOWS[WINDOWS.length - 1]);
  }

  /** A watermark that waits for the readings of the sample that are out of order. */
  Duration watermark(Duration window, boolean days) {
    if (days) {
      return Duration.ofMillis(Math.min(LONGEST_WATERMARK, up(disorder, DAY)));
    }
    long usual = Math.max(10 * SECOND, roundedDown(window.toMillis() / 10));
    long step =
        disorder > 2 * DAY
            ? DAY
            : disorder > 2 * HOUR ? HOUR : disorder > 2 * MINUTE ? MINUTE : 10 * SECOND;
    return Duration.ofMillis(
        Math.min(LONGEST_WATERMARK, disorder == 0 ? usual : Math.max(usual, up(disorder, step))));
  }

  /** The usual length that is not longer: 10 seconds, 15 minutes, 1 hour. */
  static long roundedDown(long millis) {
    long best = SECOND;
    for (long unit : new long[] {SECOND, MINUTE, HOUR, DAY}) {
      for (long count : USUAL_COUNTS) {
        best = count * unit <= millis ? Math.max(best, count * unit) : best;
      }
    }
    return best;
  }

  private static long up(long millis, long step) {
    return (millis + step - 1) / step * step;
  }

  /** A duration with its unit as a word. */
  static String inWords(Duration duration) {
    long millis = duration.toMillis();
    long[] units = {DAY, HOUR, MINUTE, SECOND};
    String[] words = {"day", "hour", "minute", "second"};
    for (int i = 0; i < units.length; i++) {
      if (millis > 0 && millis % units[i] == 0) {
        long count = millis / units[i];
        return count + " " + words[i] + (count == 1 ? "" : "s");
      }
    }
    return millis == 0 ? "0" : millis + "ms";
  }
}
