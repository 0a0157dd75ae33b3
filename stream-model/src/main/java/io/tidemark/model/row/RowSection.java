package io.tidemark.model.row;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.model.definition.AggregatedColumn;
import io.tidemark.model.definition.RowColumn;
import io.tidemark.model.definition.StreamDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The columns of rows in Avro as JSON, for a reader that has no definition. */
public final class RowSection {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String COLUMNS = "columns";
  private static final String OPTIONAL = "optional";

  private RowSection() {}

  /** The section as a JSON object. */
  public static ObjectNode toJson(StreamDefinition.Aggregated windows) {
    ObjectNode section =
        JSON.createObjectNode()
            .put("topic", windows.topic())
            .put("encoding", windows.encoding().name().toLowerCase(Locale.ROOT));
    ArrayNode columns = section.putArray(COLUMNS);
    for (RowColumn column : RowColumn.of(windows)) {
      ObjectNode node = columns.addObject().put("name", column.name());
      node.put("type", column.type().name().toLowerCase(Locale.ROOT));
      if (column.optional()) {
        node.put(OPTIONAL, true);
      }
    }
    return section;
  }

  /**
   * Reads the columns of a section that {@link #toJson} wrote; their scales and units are not in
   * it, as those of the values are in their schema.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static List<RowColumn> read(JsonNode section) {
    if (!section.path("encoding").asText().equals("avro")) {
      throw new IllegalArgumentException(
          "aggregated: expected encoding avro, found " + section.path("encoding"));
    }
    List<RowColumn> columns = new ArrayList<>();
    for (JsonNode column : section.path(COLUMNS)) {
      columns.add(
          new RowColumn(
              column.path("name").asText(),
              AggregatedColumn.Type.valueOf(column.path("type").asText().toUpperCase(Locale.ROOT)),
              0,
              column.path(OPTIONAL).asBoolean(),
              false,
              null));
    }
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("aggregated: expected its columns, found none");
    }
    return List.copyOf(columns);
  }
}
