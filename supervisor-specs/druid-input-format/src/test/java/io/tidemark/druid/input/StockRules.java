package io.tidemark.druid.input;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.RawDecoder;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The rows that Druid makes of a record with a stock spec, by the verdict of {@link RawDecoder} and
 * the differences that are known.
 */
final class StockRules {
  /** A way in which a stock spec differs from {@link RawDecoder}; no spec can help. */
  enum Difference {
    /** Druid reads a record line by line: an object of several lines is none, two lines are two. */
    LINES,
    /** Druid does not look at what follows the object in its line. */
    REST,
    /** Druid's numbers are doubles before it can look at their decimal places. */
    PRECISION,
    /** Druid's parser also reads UTF-16 and UTF-32, and surrogates and long forms in UTF-8. */
    UTF_8,
    /** Days as yyyymmdd before the year 1000 have fewer digits than Druid's format. */
    YEARS
  }

  private static final long YEAR_1000 = Instant.parse("1000-01-01T00:00:00Z").toEpochMilli();

  private final StreamDefinition.Raw raw;
  private final RawDecoder decoder;
  private final Reading reading;
  private String problem;
  private Difference excuse;

  StockRules(StreamDefinition.Raw raw) {
    this.raw = raw;
    decoder = new RawDecoder(raw);
    reading = raw.newReading();
  }

  /** The row of a record as the project counts it; none when it is malformed or a heartbeat. */
  List<Map<String, Object>> counted(byte[] record) {
    problem = decoder.decode(record, 0, reading);
    return problem == null && !reading.heartbeat() ? List.of(values()) : List.of();
  }

  private Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("__time", reading.number(raw.indexOf(raw.time())));
    for (int i = 0; i < raw.fields().size(); i++) {
      Field field = raw.fields().get(i);
      if (!field.equals(raw.time())) {
        values.put(field.name(), value(i, field));
      }
    }
    return values;
  }

  private Object value(int place, Field field) {
    if (reading.isNull(place)) {
      return null;
    }
    return switch (field.type()) {
      case STRING -> new String(reading.utf8(place), StandardCharsets.UTF_8);
      case DECIMAL -> BigDecimal.valueOf(reading.number(place), field.scale()).doubleValue();
      case BOOLEAN -> reading.number(place) == 1 ? "true" : "false";
      case TIMESTAMP, INT -> reading.number(place);
    };
  }

  /**
   * The difference that explains Druid's rows of a record, when they are not those that are
   * counted.
   */
  Optional<Difference> difference(byte[] record, List<Map<String, Object>> druid) {
    if (druid.isEmpty() && isEarlyDay(record)) {
      return Optional.of(Difference.YEARS);
    }
    List<byte[]> lines = lines(record);
    List<Map<String, Object>> whole = new ArrayList<>();
    lines.forEach(line -> whole.addAll(counted(line)));
    if (whole.equals(druid)) {
      return Optional.of(Difference.LINES);
    }
    excuse = Difference.REST;
    return explains(lines, druid) ? Optional.of(excuse) : Optional.empty();
  }

  /** Whether each row is the first object of a line, in their order. */
  private boolean explains(List<byte[]> lines, List<Map<String, Object>> rows) {
    if (lines.isEmpty()) {
      return rows.isEmpty();
    }
    List<byte[]> others = lines.subList(1, lines.size());
    List<Map<String, Object>> row = counted(first(lines.get(0)));
    if (!row.isEmpty()) {
      return rows.size() > 0
          && row.get(0).equals(rows.get(0))
          && explains(others, rows.subList(1, rows.size()));
    }
    Optional<Difference> known = known(lines.get(0));
    if (explains(others, rows)) {
      return true;
    }
    if (known.isEmpty() || rows.isEmpty() || !explains(others, rows.subList(1, rows.size()))) {
      return false;
    }
    excuse = known.get();
    return true;
  }

  private boolean isEarlyDay(byte[] record) {
    return raw.time().format() == TimeFormat.YYYYMMDD
        && counted(record).stream().anyMatch(row -> (long) row.get("__time") < YEAR_1000);
  }

  private Optional<Difference> known(byte[] line) {
    if (problem != null && problem.contains("UTF-8") || isWide(line)) {
      return Optional.of(Difference.UTF_8);
    }
    return problem != null
            && (problem.contains("decimal places") || problem.contains("out of range"))
        ? Optional.of(Difference.PRECISION)
        : Optional.empty();
  }

  /** Whether Druid's parser takes a line for UTF-16 or UTF-32. */
  private static boolean isWide(byte[] line) {
    return IntStream.range(0, Math.min(line.length, 4)).anyMatch(i -> line[i] == 0);
  }

  private static List<byte[]> lines(byte[] record) {
    List<byte[]> lines = new ArrayList<>();
    int from = 0;
    for (int i = 0; i <= record.length; i++) {
      if (i == record.length || record[i] == '\n') {
        int to = i < record.length && i > from && record[i - 1] == '\r' ? i - 1 : i;
        lines.add(Arrays.copyOfRange(record, from, to));
        from = i + 1;
      }
    }
    return lines;
  }

  /** A line up to the end of its first object. */
  private static byte[] first(byte[] line) {
    int depth = 0;
    boolean text = false;
    for (int i = 0; i < line.length; i++) {
      switch (line[i]) {
        case '"' -> text = !text;
        case '\\' -> i += text ? 1 : 0;
        case '{', '[' -> depth += text ? 0 : 1;
        case '}', ']' -> {
          depth -= text ? 0 : 1;
          if (depth == 0 && !text) {
            return Arrays.copyOf(line, i + 1);
          }
        }
        default -> {}
      }
    }
    return line;
  }
}
