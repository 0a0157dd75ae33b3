package io.tidemark.command;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collector;
import java.util.stream.DoubleStream;

/** Groups and statistics of readings and of query results, as JSON objects. */
final class JsonRows {
  private JsonRows() {}

  static <K> Map<K, List<JsonNode>> by(List<JsonNode> readings, Function<JsonNode, K> group) {
    return readings.stream().collect(groupingBy(group));
  }

  static <V> Map<Instant, V> groups(
      List<JsonNode> frames, Function<Instant, Instant> start, Collector<JsonNode, ?, V> into) {
    return frames.stream()
        .collect(
            groupingBy(r -> start.apply(Instant.ofEpochSecond(r.path("ts").longValue())), into));
  }

  static <K> List<K> sorted(Collection<K> keys) {
    return keys.stream().sorted().toList();
  }

  static double number(JsonNode row, String column) {
    JsonNode value = row.path(column);
    assertThat(value.isNumber()).as(column + " of " + row).isTrue();
    return value.doubleValue();
  }

  static DoubleStream numbers(List<JsonNode> readings, String field) {
    return readings.stream().mapToDouble(r -> number(r, field));
  }

  static double max(List<JsonNode> readings, String field) {
    return numbers(readings, field).max().orElseThrow();
  }

  static double mean(List<JsonNode> readings, String field) {
    return numbers(readings, field).average().orElseThrow();
  }

  static long sum(List<JsonNode> readings, String field) {
    return readings.stream().mapToLong(r -> r.path(field).longValue()).sum();
  }

  static Instant time(JsonNode row, String column) {
    return Instant.parse(row.path(column).textValue());
  }

  static Instant instant(JsonNode milliseconds) {
    return Instant.ofEpochMilli(milliseconds.longValue());
  }

  static Instant minute(JsonNode milliseconds) {
    return instant(milliseconds).truncatedTo(ChronoUnit.MINUTES);
  }

  static Instant month(Instant time) {
    return LocalDate.ofInstant(time, ZoneOffset.UTC)
        .withDayOfMonth(1)
        .atStartOfDay()
        .toInstant(ZoneOffset.UTC);
  }

  static Instant day(JsonNode yyyymmdd) {
    return LocalDate.parse(yyyymmdd.asText(), DateTimeFormatter.BASIC_ISO_DATE)
        .atStartOfDay()
        .toInstant(ZoneOffset.UTC);
  }
}
