package io.tidemark.druid.input;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.model.definition.RowColumn;
import io.tidemark.model.encoding.SchemaSource;
import io.tidemark.model.row.RowReader;
import io.tidemark.model.row.UnreadableRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.druid.data.input.InputEntity;
import org.apache.druid.data.input.InputRowSchema;

/** Reads the rows of an aggregated topic, as Druid reads them from JSON. */
final class RowsReader extends RecordReader {
  private final List<RowColumn> columns;
  private final RowReader reader;

  RowsReader(
      List<RowColumn> columns, SchemaSource schemas, InputRowSchema schema, InputEntity source) {
    super(schema, source);
    this.columns = columns;
    reader = RowReader.ofAvro(columns, schemas);
  }

  @Override
  Optional<Map<String, Object>> values(byte[] record) {
    ObjectNode row;
    try {
      row = reader.read(record);
    } catch (UnreadableRow e) {
      throw refused(record, e.getMessage());
    }
    Map<String, Object> values = new HashMap<>();
    for (RowColumn column : columns) {
      JsonNode value = row.get(column.name());
      values.put(column.name(), value.isNull() ? null : value(value, column));
    }
    return Optional.of(values);
  }

  private static Object value(JsonNode value, RowColumn column) {
    return switch (column.type()) {
      case INT -> value.numberValue();
      case DECIMAL -> value.doubleValue();
      case INSTANT, STRING, BOOLEAN, HLL, KLL -> value.asText();
    };
  }
}
