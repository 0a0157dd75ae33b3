package io.tidemark.command.sample;

import io.tidemark.command.sample.SampleColumn.Cell;
import io.tidemark.command.sample.SampleColumn.Kind;
import io.tidemark.model.definition.TimeFormat;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the column that is most likely the event time, and how the time is written. */
final class TimeSearch {
  /** ISO 8601 as the decoder reads it with {@code lenient}; the group is the zone. */
  private static final Pattern ISO =
      Pattern.compile(
          "[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
              + "(?:[Tt ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?"
              + "( ?(?:[Zz]|UTC|[+-][0-9]{2}(?::?[0-9]{2})?))?)?");

  private static final Pattern STRICT = Pattern.compile(TimeFormat.ISO_FORM);
  private static final Pattern TIME_OF_DAY =
      Pattern.compile("[0-9]{1,2}([:.])[0-9]{2}(\\1[0-9]{2}([.,][0-9]{1,9})?)?( ?[AaPp][Mm])?");
  private static final Pattern WHOLE = Pattern.compile("[0-9]+");

  /** The seconds of the years 2000 to 2099. */
  private static final BigDecimal FROM = BigDecimal.valueOf(946_684_800L);

  private static final BigDecimal TO = BigDecimal.valueOf(4_102_444_800L);

  private static final List<TimeFormat> UNITS =
      List.of(
          TimeFormat.SECONDS,
          TimeFormat.MILLISECONDS,
          TimeFormat.MICROSECONDS,
          TimeFormat.NANOSECONDS);

  private static final Set<String> USUAL =
      Set.of(
          "timestamp",
          "time",
          "ts",
          "t",
          "datetime",
          "eventtime",
          "eventtimestamp",
          "date",
          "timestamputc",
          "timeutc",
          "utc",
          "utctime",
          "epoch",
          "day",
          "when",
          "instant",
          "measuredat",
          "recordedat",
          "observedat",
          "createdat",
          "occurredat",
          "sampletime");

  /**
   * An event time.
   *
   * @param columns one; two when day and time of day are two texts; none for the timestamp of the
   *     Kafka record
   * @param format a keyword or a pattern
   * @param zone null when the texts name theirs, or need none
   * @param read the number of records whose time is read
   * @param comments what was seen, and what is not certain
   */
  record Found(
      List<SampleColumn> columns,
      String format,
      String zone,
      boolean lenient,
      int read,
      double score,
      List<String> comments) {

    /** The event time that is the timestamp of the Kafka record. */
    static Found ofRecord() {
      return new Found(
          List.of(),
          TimeFormat.RECORD.keyword(),
          null,
          false,
          0,
          0,
          List.of(
              "? no value of the records looks like a time: that of the Kafka record is taken"));
    }

    /** Whether the times are days. */
    boolean isDays() {
      return format.equals(TimeFormat.YYYYMMDD.keyword());
    }
  }

  private final boolean csv;
  private final int objects;

  TimeSearch(boolean csv, int objects) {
    this.csv = csv;
    this.objects = objects;
  }

  /**
   * The best event time.
   *
   * @return null when no column holds times
   */
  Found best(List<SampleColumn> columns) {
    return Stream.concat(
            columns.stream().map(column -> one(column, columns.indexOf(column))), pairs(columns))
        .filter(Objects::nonNull)
        .max(Comparator.comparingDouble(Found::score))
        .orElse(null);
  }

  private Found one(SampleColumn column, int index) {
    List<Cell> values = column.values();
    List<String> texts = values.stream().map(Cell::trimmed).toList();
    List<Found> found = new ArrayList<>();
    double score = score(column, index);
    boolean named = score(column, 0) > 1;
    found.add(count(column, values, score, named));
    found.add(iso(List.of(column), texts, score));
    TimePatterns.Found pattern =
        values.stream().allMatch(cell -> cell.kind() == Kind.NUMBER) && !named
            ? null
            : TimePatterns.of(texts);
    if (pattern != null) {
      double detail = pattern.timed() ? 0.5 : 0;
      found.add(found(List.of(column), pattern, score + detail));
    }
    return found.stream()
        .filter(Objects::nonNull)
        .filter(one -> one.read() > 0)
        .max(Comparator.comparingDouble(Found::score))
        .orElse(null);
  }

  private Stream<Found> pairs(List<SampleColumn> columns) {
    List<SampleColumn> times = columns.stream().filter(column -> all(column, TIME_OF_DAY)).toList();
    if (times.isEmpty()) {
      return Stream.of();
    }
    return columns.stream()
        .filter(TimeSearch::isDay)
        .map(day -> pair(day, times.get(0), columns.indexOf(day)));
  }

  private static boolean all(SampleColumn column, Pattern form) {
    List<Cell> values = column.values();
    long fitting = values.stream().filter(cell -> form.matcher(cell.trimmed()).matches()).count();
    return fitting > 0
        && fitting * 10 >= values.size() * 9L
        && values.stream().noneMatch(cell -> cell.kind() == Kind.NUMBER);
  }

  private static boolean isDay(SampleColumn column) {
    List<String> texts = column.values().stream().map(Cell::trimmed).toList();
    long days =
        texts.stream()
            .map(TimeText::parse)
            .filter(parts -> parts != null && parts.hour() == null)
            .count();
    return days > 0 && days * 10 >= texts.size() * 9L;
  }

  private Found pair(SampleColumn day, SampleColumn time, int index) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < day.records(); i++) {
      if (day.cell(i) != null && time.cell(i) != null) {
        texts.add(day.cell(i).trimmed() + " " + time.cell(i).trimmed());
      }
    }
    List<SampleColumn> columns = List.of(day, time);
    // better than the day alone
    double score = score(day, index) + 1;
    Found iso = iso(columns, texts, score);
    if (iso != null && iso.read() == texts.size()) {
      return iso;
    }
    TimePatterns.Found pattern = TimePatterns.of(texts);
    return pattern == null ? iso : found(columns, pattern, score);
  }

  private Found found(List<SampleColumn> columns, TimePatterns.Found pattern, double score) {
    List<String> comments = new ArrayList<>(pattern.comments());
    if (!pattern.hasZone()) {
      comments.add(zoneQuestion());
    }
    return new Found(
        columns,
        pattern.pattern(),
        pattern.hasZone() ? null : "UTC",
        false,
        pattern.read(),
        score + share(pattern.read()),
        comments);
  }

  private static String zoneQuestion() {
    return "? the times name no zone: set the one in which they were written, such as"
        + " Europe/Berlin";
  }

  private Found iso(List<SampleColumn> columns, List<String> texts, double score) {
    int read = 0;
    int zoned = 0;
    boolean strict = true;
    for (String text : texts) {
      Matcher form = ISO.matcher(text);
      if (form.matches()) {
        read++;
        zoned += form.group(1) == null ? 0 : 1;
        strict &= STRICT.matcher(text).matches();
      }
    }
    if (read == 0) {
      return null;
    }
    String zone = zoned == read ? null : "UTC";
    List<String> comments = new ArrayList<>();
    if (zone != null) {
      comments.add(
          zoned == 0 ? zoneQuestion() : zoneQuestion() + " (" + zoned + " of them name theirs)");
    }
    return new Found(
        columns,
        TimeFormat.ISO.keyword(),
        zone,
        csv || !strict,
        read,
        score + share(read) + 0.6,
        comments);
  }

  /** Numbers since 1970, or days such as 20260131. */
  private Found count(SampleColumn column, List<Cell> values, double score, boolean named) {
    int[] fitting = new int[UNITS.size()];
    int days = 0;
    boolean plain = !csv;
    for (Cell cell : values) {
      BigDecimal number = NumberText.parse(cell.trimmed());
      if (number == null && WHOLE.matcher(cell.trimmed()).matches()) {
        number = cell.text().length() > 19 ? null : new BigDecimal(cell.trimmed());
      }
      if (number == null) {
        continue;
      }
      plain &= cell.kind() == Kind.NUMBER && WHOLE.matcher(cell.text()).matches();
      for (int i = 0; i < fitting.length; i++) {
        BigDecimal seconds = number.movePointLeft(3 * i);
        fitting[i] += seconds.compareTo(FROM) >= 0 && seconds.compareTo(TO) < 0 ? 1 : 0;
      }
      days += isDate(number) ? 1 : 0;
    }
    int best = 0;
    for (int i = 1; i < fitting.length; i++) {
      best = fitting[i] > fitting[best] ? i : best;
    }
    boolean isDays = days > fitting[best];
    int read = isDays ? days : fitting[best];
    // a number is a time by its name, or if all of them would be one
    if (read == 0 || !named && (isDays || read < values.size() || values.size() < 2)) {
      return null;
    }
    List<String> comments = new ArrayList<>();
    if (isDays) {
      comments.add("days begin at midnight UTC; zone: Europe/Berlin would say another");
    }
    for (int i = 0; i < fitting.length; i++) {
      if (!isDays && i != best && fitting[i] > 0) {
        comments.add(
            "? "
                + fitting[i]
                + " of them look like "
                + UNITS.get(i).keyword()
                + ", and are read as another time or refused");
      }
    }
    TimeFormat format = isDays ? TimeFormat.YYYYMMDD : UNITS.get(best);
    return new Found(
        List.of(column),
        format.keyword(),
        null,
        !plain,
        read,
        score + share(read) - (named ? 0 : 4),
        comments);
  }

  private static boolean isDate(BigDecimal number) {
    return number.scale() <= 0
        && number.compareTo(BigDecimal.valueOf(1900_01_01)) >= 0
        && number.compareTo(BigDecimal.valueOf(2100_01_01)) < 0
        && TimeFormat.YYYYMMDD.ofNumber(number.longValue()) != TimeFormat.NONE;
  }

  /** The more records have a time, the better: this outweighs a name. */
  private double share(int read) {
    double share = read / (double) Math.max(1, objects);
    return share > 0.95 ? 10 : 10 * share - 3;
  }

  /** How much a name looks like that of an event time; of equals the first one is better. */
  private static double score(SampleColumn column, int index) {
    String path = column.path();
    String last = path.substring(path.lastIndexOf('.') + 1);
    String name = last.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    double score = 0;
    if (USUAL.contains(name)) {
      score = 5;
    } else if (name.contains("timestamp") || name.contains("datetime")) {
      score = 4.5;
    } else if (name.contains("time") || last.matches(".*(_ts|Ts|_at|At)")) {
      score = 4;
    } else if (name.contains("date") || name.contains("epoch") || name.endsWith("day")) {
      score = 3;
    }
    if (name.matches(
        ".*(updat|modif|end|expir|receiv|dropoff|until|birth|server|ingest|insert).*")) {
      score -= 1.5;
    }
    return score - 0.01 * index - 0.2 * (column.location().steps().size() - 1);
  }
}
