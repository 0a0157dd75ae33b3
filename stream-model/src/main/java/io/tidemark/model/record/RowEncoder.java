package io.tidemark.model.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.Location;
import io.tidemark.model.definition.StreamDefinition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Encodes the cells of a row as a raw record: an object with the values in the order of the
 * definition, each where the definition reads it. A number keeps the digits of its cell; a cell
 * that should be a number but is not becomes text, as which the decoder reads or reports it. An
 * empty cell is a missing member. Not thread-safe.
 */
public final class RowEncoder {
  private static final JsonStringEncoder JSON = JsonStringEncoder.getInstance();
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String EMPTY_ELEMENT = "null";

  /**
   * A value of the record.
   *
   * @param column counted from 0, or -1
   */
  private record Cell(Location location, FieldType type, int column) {
    /** The member of the outermost object, with quotes and colon; null for a longer path. */
    String member() {
      return location.steps().size() > 1
          ? null
          : '"' + new String(JSON.quoteAsString(location.steps().get(0).name())) + "\":";
    }
  }

  private final int columns;
  private final boolean more;
  private final List<Cell> cells = new ArrayList<>();
  private final String[] members;
  private final boolean flat;

  private final Matcher number =
      Pattern.compile("-?+(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?+(?:[eE][+-]?+[0-9]++)?+").matcher("");
  private final StringBuilder object = new StringBuilder();

  /**
   * @param columns the column names, each the path of a value; others are ignored
   * @param more whether a row may have additional cells
   */
  public RowEncoder(StreamDefinition.Raw raw, List<String> columns, boolean more) {
    this.columns = columns.size();
    this.more = more;
    for (Field field : raw.fields()) {
      List<Location> locations = field.raw().locations();
      for (Location location : locations) {
        FieldType type = locations.size() == 1 ? field.type() : FieldType.STRING;
        cells.add(new Cell(location, type, columns.indexOf(location.path().strip())));
      }
    }
    members = cells.stream().map(Cell::member).toArray(String[]::new);
    flat = cells.stream().allMatch(cell -> cell.member() != null);
  }

  /** The names of the columns that a definition reads: the paths of its values. */
  public static List<String> columns(StreamDefinition.Raw raw) {
    return raw.fields().stream()
        .flatMap(field -> field.raw().locations().stream())
        .map(location -> location.path().strip())
        .toList();
  }

  /**
   * Encodes a row.
   *
   * @return null when it has more cells than columns, which makes their assignment ambiguous. An
   *     empty last cell does not count: some tools write a separator after the last value
   */
  public byte[] of(List<String> row) {
    int extra = row.size() - columns;
    boolean trailing = extra == 1 && row.get(columns).isEmpty();
    if (extra > 0 && !more && !trailing) {
      return null;
    }
    return (flat ? flat(row) : nested(row)).getBytes(StandardCharsets.UTF_8);
  }

  private String flat(List<String> row) {
    object.setLength(0);
    object.append('{');
    for (int i = 0; i < members.length; i++) {
      String content = content(cells.get(i), row);
      if (!content.isEmpty()) {
        object.append(object.length() > 1 ? "," : "").append(members[i]);
        object.append(json(content, cells.get(i).type()));
      }
    }
    return object.append('}').toString();
  }

  private String nested(List<String> row) {
    ObjectNode root = MAPPER.createObjectNode();
    for (Cell cell : cells) {
      String content = content(cell, row);
      if (!content.isEmpty()) {
        put(root, cell.location().steps(), new RawValue(json(content, cell.type())));
      }
    }
    try {
      return MAPPER.writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void put(ObjectNode node, List<Location.Step> steps, RawValue value) {
    String name = steps.get(0).name();
    if (steps.size() == 1) {
      node.putRawValue(name, value);
    } else if (steps.get(1).isElement()) {
      put(node.withArrayProperty(name), steps.subList(1, steps.size()), value);
    } else {
      put(node.withObjectProperty(name), steps.subList(1, steps.size()), value);
    }
  }

  private static void put(ArrayNode array, List<Location.Step> steps, RawValue value) {
    int index = steps.get(0).index();
    while (array.size() <= index) {
      array.addRawValue(new RawValue(EMPTY_ELEMENT));
    }
    if (steps.size() == 1) {
      array.setRawValue(index, value);
      return;
    }
    List<Location.Step> rest = steps.subList(1, steps.size());
    if (rest.get(0).isElement()) {
      put(array.get(index) instanceof ArrayNode known ? known : inside(array, index), rest, value);
    } else {
      ObjectNode known = array.get(index) instanceof ObjectNode object ? object : null;
      if (known == null) {
        known = array.objectNode();
        array.set(index, known);
      }
      put(known, rest, value);
    }
  }

  private static ArrayNode inside(ArrayNode array, int index) {
    ArrayNode inside = array.arrayNode();
    array.set(index, inside);
    return inside;
  }

  /** The text of a cell; empty when the row has none. */
  private static String content(Cell cell, List<String> row) {
    String text = cell.column() < 0 || cell.column() >= row.size() ? "" : row.get(cell.column());
    return cell.type() == FieldType.STRING ? text : text.strip();
  }

  private String json(String content, FieldType type) {
    boolean bare =
        type == FieldType.BOOLEAN
            ? content.equals("true") || content.equals("false")
            : type != FieldType.STRING && number.reset(content).matches();
    return bare ? content : '"' + new String(JSON.quoteAsString(content)) + '"';
  }
}
