package io.tidemark.command.sample;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tidemark.command.sample.SampleColumn.Cell;
import io.tidemark.command.sample.SampleColumn.Kind;
import io.tidemark.model.definition.Location;
import io.tidemark.model.definition.StreamDefinition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds the places of the values in the records of a sample. */
final class ColumnScan {
  /** The largest number of places that are followed. */
  private static final int MOST_COLUMNS = 500;

  /** The longest array whose elements are values of their own. */
  private static final int MOST_ELEMENTS = 4;

  private static final JsonFactory JSON = new JsonFactory();

  /** Half of a character, which no YAML file can have. */
  private static final Pattern SURROGATE = Pattern.compile("[\\x{d800}-\\x{dfff}]");

  private final Sample sample;
  private final Map<Location, SampleColumn> columns = new LinkedHashMap<>();

  /** By array, its length; -1 when it differs or is too great. */
  private final Map<Location, Integer> lengths = new LinkedHashMap<>();

  private final Set<Location> beyond = new LinkedHashSet<>();
  private final List<String> leftOut = new ArrayList<>();
  private int objects;

  /** The values of the current record. */
  private Map<Location, Cell> cells = new LinkedHashMap<>();

  private final List<Location.Step> path = new ArrayList<>();

  private ColumnScan(Sample sample) {
    this.sample = sample;
  }

  /**
   * What was found.
   *
   * @param columns in the order in which they were first seen
   * @param leftOut what no field is made of, with the reason
   * @param objects the number of records that are readings
   */
  record Found(List<SampleColumn> columns, List<String> leftOut, int objects) {}

  static Found of(Sample sample) {
    ColumnScan scan = new ColumnScan(sample);
    for (int i = 0; i < sample.records().size(); i++) {
      Sample.SampleRecord record = sample.records().get(i);
      if (record.value() != null && record.problem() == null) {
        scan.read(i, record.value());
      }
    }
    return scan.found();
  }

  private void read(int index, byte[] value) {
    cells = new LinkedHashMap<>();
    path.clear();
    try (JsonParser parser = JSON.createParser(text(value))) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return;
      }
      object(parser);
      if (parser.nextToken() != null) {
        return;
      }
    } catch (IOException e) {
      // the decoder says what is wrong with it
      return;
    }
    if (cells.isEmpty() || isHeartbeat()) {
      return;
    }
    objects++;
    cells.forEach((location, cell) -> column(location, index, cell));
  }

  private static String text(byte[] value) throws IOException {
    String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
    return text.startsWith("\ufeff") ? text.substring(1) : text;
  }

  private boolean isHeartbeat() {
    Cell heartbeat = cells.get(Location.member(StreamDefinition.HEARTBEAT));
    return cells.size() == 2 && heartbeat != null && heartbeat.kind() == Kind.BOOLEAN;
  }

  private void column(Location location, int index, Cell cell) {
    SampleColumn column = columns.get(location);
    if (column == null) {
      if (columns.size() == MOST_COLUMNS) {
        if (beyond.size() < 2 * MOST_COLUMNS * MOST_COLUMNS) {
          beyond.add(location);
        }
        return;
      }
      column = new SampleColumn(location, sample.records().size());
      columns.put(location, column);
    }
    column.set(index, cell);
  }

  private void object(JsonParser parser) throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      path.add(Location.Step.member(parser.currentName()));
      value(parser, parser.nextToken());
      path.remove(path.size() - 1);
    }
  }

  private void array(JsonParser parser) throws IOException {
    Location array = new Location(path);
    int index = 0;
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (index < MOST_ELEMENTS) {
        path.add(Location.Step.element(index));
        value(parser, token);
        path.remove(path.size() - 1);
      } else {
        parser.skipChildren();
      }
      index++;
    }
    int length = index > MOST_ELEMENTS ? -1 : index;
    lengths.merge(array, length, (before, now) -> before.equals(now) ? now : -1);
  }

  private void value(JsonParser parser, JsonToken token) throws IOException {
    switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_NULL -> add(new Cell(Kind.NULL, ""));
      case VALUE_TRUE, VALUE_FALSE -> add(new Cell(Kind.BOOLEAN, parser.getText()));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> add(new Cell(Kind.NUMBER, parser.getText()));
      default -> add(new Cell(Kind.TEXT, parser.getText()));
    }
  }

  private void add(Cell cell) {
    Location location = new Location(path);
    cells.remove(location);
    cells.put(location, cell);
  }

  private Found found() {
    Set<Location> dropped = new HashSet<>();
    lengths.forEach(
        (array, length) -> {
          if (length < 0) {
            leftOut.add(array.path() + ": a list of changing or great length");
          }
        });
    List<SampleColumn> byCount = new ArrayList<>(columns.values());
    // null says nothing about what else stands there
    Map<Location, Integer> values = new HashMap<>();
    byCount.forEach(column -> values.put(column.location(), column.values().size()));
    byCount.sort(
        Comparator.comparingInt((SampleColumn column) -> values.get(column.location()))
            .thenComparingInt(SampleColumn::seen)
            .reversed());
    List<Location> taken = new ArrayList<>();
    for (SampleColumn column : byCount) {
      Location location = column.location();
      if (isInList(location)) {
        dropped.add(location);
      } else if (taken.stream().anyMatch(location::conflictsWith)) {
        dropped.add(location);
        // an object that is null at times is no loss
        if (!column.values().isEmpty()) {
          leftOut.add(column.path() + ": a value in some records, an object or a list in others");
        }
      } else if (location.steps().stream().anyMatch(ColumnScan::cannotBeWritten)) {
        dropped.add(location);
        leftOut.add("a name that has half of a character");
      } else {
        taken.add(location);
      }
    }
    Set<String> names = new HashSet<>();
    sample.columns().stream()
        .filter(name -> !names.add(name))
        .distinct()
        .forEach(
            name ->
                leftOut.add(
                    (name.isEmpty() ? "columns without a name" : name)
                        + ": several columns have this name; --columns can name them"));
    if (!beyond.isEmpty()) {
      leftOut.add(beyond.size() + " more: " + first(beyond));
    }
    List<SampleColumn> left =
        columns.values().stream().filter(one -> !dropped.contains(one.location())).toList();
    if (sample.csv()) {
      left = new ArrayList<>(left);
      left.sort(Comparator.comparingInt(one -> sample.columns().indexOf(one.path())));
    }
    return new Found(left, List.copyOf(leftOut), objects);
  }

  private static String first(Collection<Location> locations) {
    return String.join(", ", locations.stream().limit(3).map(Location::path).toList()) + ", …";
  }

  private static boolean cannotBeWritten(Location.Step step) {
    return step.name() != null && SURROGATE.matcher(step.name()).find();
  }

  /** Whether it stands in a list that has no fixed, small length. */
  private boolean isInList(Location location) {
    List<Location.Step> steps = location.steps();
    for (int i = 1; i < steps.size(); i++) {
      if (steps.get(i).isElement() && lengths.get(new Location(steps.subList(0, i))) < 0) {
        return true;
      }
    }
    return false;
  }
}
