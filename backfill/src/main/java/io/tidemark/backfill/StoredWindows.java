package io.tidemark.backfill;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.druid.DruidReader;
import io.tidemark.model.definition.AggregatedColumn;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.retry.RetryableException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Queries the aggregated datasource. Each method runs once, without retries. */
final class StoredWindows {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final DruidReader druid;
  private final StreamDefinition definition;
  private final String datasource;

  StoredWindows(DruidReader druid, StreamDefinition definition) {
    this.druid = druid;
    this.definition = definition;
    datasource = definition.aggregated().topic();
  }

  /** The columns of a datasource, with their SQL types; empty when it has no rows. */
  static Map<String, String> columns(DruidReader druid, String datasource) {
    Map<String, String> columns = new LinkedHashMap<>();
    String query =
        "SELECT COLUMN_NAME, DATA_TYPE FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA = 'druid'"
            + " AND TABLE_NAME = '"
            + datasource
            + "' ORDER BY ORDINAL_POSITION";
    for (JsonNode row : rows(druid, query)) {
      columns.put(row.path(0).asText(), row.path(1).asText());
    }
    return columns;
  }

  /** The start of the first window; empty when there are no rows. */
  Optional<Instant> first() {
    if (columns(druid, datasource).isEmpty()) {
      return Optional.empty();
    }
    String query = "SELECT TIMESTAMP_TO_MILLIS(MIN(__time)) FROM \"" + datasource + "\"";
    JsonNode first = rows(query).path(0).path(0);
    return first.isNumber()
        ? Optional.of(Instant.ofEpochMilli(first.longValue()))
        : Optional.empty();
  }

  /** The rows of the windows that start in a span. */
  WindowRows rows(TimeInterval span) {
    WindowRows rows = new WindowRows(definition);
    Map<String, String> stored = columns(druid, datasource);
    if (stored.isEmpty()) {
      return rows;
    }
    // Druid lists a new column of the definition only after its first row
    List<String> names =
        definition.aggregated().columns().stream()
            .filter(column -> !column.type().isSketch())
            .map(AggregatedColumn::name)
            .filter(name -> stored.containsKey(name))
            .collect(Collectors.toCollection(ArrayList::new));
    String query =
        "SELECT TIMESTAMP_TO_MILLIS(__time)"
            + names.stream().map(name -> ", \"" + name + "\"").collect(Collectors.joining())
            + where(span);
    druid.lines(query, line -> add(rows, names, line));
    return rows;
  }

  private static void add(WindowRows rows, List<String> names, String line) {
    try {
      JsonNode values = JSON.readTree(line);
      ObjectNode row = JsonNodeFactory.instance.objectNode();
      for (int i = 0; i < names.size(); i++) {
        row.set(names.get(i), values.get(i + 1));
      }
      rows.add(Instant.ofEpochMilli(values.path(0).longValue()), row);
    } catch (JsonProcessingException e) {
      throw new RetryableException("the answer breaks off", e);
    }
  }

  /** Returns when a span has the expected number of rows and readings. */
  void has(TimeInterval span, WindowRows expected) {
    String query =
        "SELECT COUNT(*), SUM(\"" + definition.aggregated().readings().name() + "\")" + where(span);
    JsonNode found = rows(query).path(0);
    if (found.path(0).asLong() != expected.rows()
        || found.path(1).asLong() != expected.readings()) {
      throw new RetryableException(
          "queries see "
              + found.path(0).asLong()
              + " rows with "
              + found.path(1).asLong()
              + " readings, not "
              + expected.rows()
              + " with "
              + expected.readings());
    }
  }

  private String where(TimeInterval span) {
    return " FROM \""
        + datasource
        + "\" WHERE __time >= MILLIS_TO_TIMESTAMP("
        + span.from().toEpochMilli()
        + ") AND __time < MILLIS_TO_TIMESTAMP("
        + span.to().toEpochMilli()
        + ")";
  }

  private JsonNode rows(String query) {
    return rows(druid, query);
  }

  private static JsonNode rows(DruidReader druid, String query) {
    return druid.rows(query).orElseGet(JsonNodeFactory.instance::arrayNode);
  }
}
