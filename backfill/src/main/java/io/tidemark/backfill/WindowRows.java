package io.tidemark.backfill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tidemark.cli.UserError;
import io.tidemark.model.definition.AggregatedColumn;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.StreamDefinition;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The rows of windows in a comparable form: by window, then by group. Sketches are left out,
 * because two sketches of the same readings may differ in their bytes; the counts show additional
 * readings. All rows are held in memory, about 200 bytes each.
 */
public final class WindowRows {
  /** The glob of the row files in a folder that the batch has written. */
  static final String FILES = "part-*.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** One window. */
  static final class Window {
    private final Map<String, List<String>> rows = new HashMap<>();
    private long readings;

    /** The values of each row, by group. A group with more than one row has duplicates. */
    Map<String, List<String>> rows() {
      return rows;
    }

    long readings() {
      return readings;
    }
  }

  private final StreamDefinition.Aggregated aggregated;
  private final List<AggregatedColumn> values;
  private final NavigableMap<Instant, Window> windows = new TreeMap<>();
  private long rows;
  private long readings;

  WindowRows(StreamDefinition definition) {
    aggregated = definition.aggregated();
    List<String> known =
        aggregated.by().stream().map(Field::name).collect(Collectors.toCollection(ArrayList::new));
    known.add(StreamDefinition.WINDOW_START);
    values =
        aggregated.columns().stream()
            .filter(column -> !known.contains(column.name()) && !column.type().isSketch())
            .toList();
  }

  /**
   * Reads the output of the batch, one JSON object per line.
   *
   * @throws UserError when a file cannot be read
   */
  public static WindowRows read(StreamDefinition definition, Path folder) {
    WindowRows rows = new WindowRows(definition);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, FILES)) {
      for (Path file : files) {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
          for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            JsonNode row = JSON.readTree(line);
            Instant start = Instant.parse(row.path(StreamDefinition.WINDOW_START).asText());
            rows.add(start, row);
          }
        }
      }
      return rows;
    } catch (IOException e) {
      throw new UserError("cannot read the rows in " + folder + ": " + e.getMessage(), e);
    }
  }

  /**
   * Adds a row.
   *
   * @param row its columns by name; a missing column is null
   */
  void add(Instant start, JsonNode row) {
    ArrayNode group = JsonNodeFactory.instance.arrayNode();
    for (Field field : aggregated.by()) {
      // no value is null, unlike the text "null"; the column may be missing in Druid
      JsonNode value = row.path(field.name());
      group.add(isNull(value) ? null : value.asText());
    }
    ArrayNode texts = JsonNodeFactory.instance.arrayNode();
    values.forEach(column -> texts.add(text(column, row.path(column.name()))));
    long count = row.path(aggregated.readings().name()).asLong();
    Window window = windows.computeIfAbsent(start, ignored -> new Window());
    String key = group.toString();
    window.rows.computeIfAbsent(key, ignored -> new ArrayList<>(1)).add(texts.toString());
    window.readings += count;
    readings += count;
    rows++;
  }

  private static boolean isNull(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  /** A value in the form common to the files and Druid: Druid's decimals are doubles. */
  private static String text(AggregatedColumn column, JsonNode value) {
    if (isNull(value)) {
      return null;
    }
    return column.type() == AggregatedColumn.Type.DECIMAL
        ? Double.toString(value.asDouble())
        : value.asText();
  }

  NavigableMap<Instant, Window> windows() {
    return windows;
  }

  public long rows() {
    return rows;
  }

  /** The number of readings in all windows. */
  public long readings() {
    return readings;
  }

  public boolean isEmpty() {
    return windows.isEmpty();
  }

  /** The start of the first window; there must be one. */
  public Instant firstStart() {
    return windows.firstKey();
  }
}
