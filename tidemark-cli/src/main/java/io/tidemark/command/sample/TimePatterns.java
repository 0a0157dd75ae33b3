package io.tidemark.command.sample;

import io.tidemark.model.definition.TimePattern;
import java.time.DateTimeException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Finds the pattern of times that are written as texts. */
final class TimePatterns {
  /** Patterns with the year at their end. */
  private static final List<String> OTHERS =
      List.of("EEE MMM d HH:mm:ss yyyy", "EEE MMM d HH:mm:ss z yyyy", "MMM d HH:mm:ss yyyy");

  private TimePatterns() {}

  /**
   * A pattern.
   *
   * @param read the number of texts that it reads
   * @param timed whether it tells the time of day
   * @param comments what is not certain
   */
  record Found(String pattern, int read, boolean timed, List<String> comments) {
    boolean hasZone() {
      return TimePattern.hasZone(pattern);
    }
  }

  /**
   * The pattern that reads most of the texts.
   *
   * @return null when none reads any
   */
  static Found of(Collection<String> texts) {
    Map<String, List<TimeText>> groups = new LinkedHashMap<>();
    for (String text : texts) {
      TimeText parts = TimeText.parse(text);
      if (parts != null) {
        groups.computeIfAbsent(parts.signature(), signature -> new ArrayList<>()).add(parts);
      }
    }
    Found best = null;
    for (List<TimeText> group : groups.values()) {
      if (best == null || group.size() > best.read()) {
        Found found = pattern(group, texts);
        best = best == null || found.read() > best.read() ? found : best;
      }
    }
    if (best == null) {
      for (String pattern : OTHERS) {
        int read = read(pattern, texts);
        if (read > 0) {
          best = new Found(pattern, read, true, List.of());
        }
      }
    }
    return best == null || best.read() == 0 ? null : best;
  }

  private static Found pattern(List<TimeText> group, Collection<String> texts) {
    String dayFirst = pattern(group, true);
    String monthFirst = pattern(group, false);
    TimeText one = group.get(0);
    boolean timed = one.hour() != null;
    if (dayFirst.equals(monthFirst)) {
      return new Found(dayFirst, read(dayFirst, texts), timed, List.of());
    }
    int first = group.stream().mapToInt(TimeText::first).max().orElse(0);
    int second = group.stream().mapToInt(TimeText::second).max().orElse(0);
    Found asDay = new Found(dayFirst, read(dayFirst, texts), timed, List.of());
    Found asMonth = new Found(monthFirst, read(monthFirst, texts), timed, List.of());
    if (first > 12 || second > 12) {
      boolean day = asDay.read() >= asMonth.read();
      Found better = day ? asDay : asMonth;
      return new Found(
          better.pattern(),
          better.read(),
          timed,
          List.of(
              (day ? "day first, because " : "month first, because ")
                  + Math.max(first, second)
                  + " occurs in the "
                  + (first > second ? "first" : "second")
                  + " place"));
    }
    boolean american = one.end().contains("a") && !one.day().contains(".");
    Found guess = american ? asMonth : asDay;
    return new Found(
        guess.pattern(),
        guess.read(),
        timed,
        one.day().contains(".")
            ? List.of("day first, as is usual with points")
            : List.of(
                "? day or month first is not certain: no number above 12 occurs; read as "
                    + (american ? "month" : "day")
                    + " first, the other way would be "
                    + (american ? dayFirst : monthFirst)));
  }

  private static String pattern(List<TimeText> group, boolean dayFirst) {
    TimeText one = group.get(0);
    boolean narrow = group.stream().anyMatch(TimeText::narrow);
    String day = one.day().replace("1", dayFirst ? "d" : "M").replace("2", dayFirst ? "M" : "d");
    StringBuilder pattern = new StringBuilder(narrow ? day : widened(day));
    if (one.hour() == null) {
      return pattern.toString();
    }
    boolean narrowHour = group.stream().anyMatch(TimeText::narrowHour);
    String hour = one.hour();
    boolean wide = hour.length() < 2 || hour.charAt(0) == hour.charAt(1);
    pattern
        .append(one.joint())
        .append(narrowHour || wide ? "" : hour.substring(0, 1))
        .append(hour)
        .append(seconds(group));
    return pattern.append(one.end()).toString();
  }

  /** Days and months of one letter with two. */
  private static String widened(String day) {
    return day.replaceAll("(?<![dM])([dM])(?![dM])", "$1$1");
  }

  private static String seconds(List<TimeText> group) {
    String mark = null;
    boolean always = true;
    TreeSet<Integer> places = new TreeSet<>();
    boolean alwaysPlaces = true;
    for (TimeText one : group) {
      if (one.seconds() == null) {
        always = false;
      } else {
        mark = one.seconds();
        alwaysPlaces &= one.places() > 0;
      }
      if (one.places() > 0) {
        places.add(one.places());
      }
    }
    if (mark == null) {
      return "";
    }
    StringBuilder fraction = new StringBuilder();
    for (int count : places.descendingSet()) {
      String digits = "." + "S".repeat(count);
      fraction.append(places.size() == 1 && alwaysPlaces ? digits : "[" + digits + "]");
    }
    return always ? mark + fraction : "[" + mark + fraction + "]";
  }

  private static int read(String pattern, Collection<String> texts) {
    TimePattern times;
    try {
      TimePattern.check(pattern, TimePattern.hasZone(pattern) ? null : ZoneOffset.UTC);
      times = new TimePattern(pattern, TimePattern.hasZone(pattern) ? null : ZoneOffset.UTC);
    } catch (IllegalArgumentException e) {
      return 0;
    }
    Map<String, Boolean> known = new HashMap<>();
    int read = 0;
    for (String text : texts) {
      read += known.computeIfAbsent(text, one -> reads(times, one)) ? 1 : 0;
    }
    return read;
  }

  private static boolean reads(TimePattern times, String text) {
    try {
      times.parse(text);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }
}
