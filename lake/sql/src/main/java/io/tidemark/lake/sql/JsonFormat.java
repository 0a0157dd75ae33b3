package io.tidemark.lake.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A JSON object a line; decimals as numbers with all their places, and null for no value. */
final class JsonFormat implements ResultFormat {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  @Override
  public void write(ResultSet rows, PrintWriter out, BooleanSupplier isRead) throws SQLException {
    ResultSetMetaData columns = rows.getMetaData();
    for (long row = 1; rows.next(); row++) {
      Map<String, Object> object = new LinkedHashMap<>();
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        object.put(columns.getColumnLabel(i), value(rows.getObject(i)));
      }
      try {
        out.println(JSON.writeValueAsString(object));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("such values can always be written", e);
      }
      if (row % BETWEEN_CHECKS == 0 && !isRead.getAsBoolean()) {
        return;
      }
    }
  }

  private static Object value(Object value) throws SQLException {
    if (value instanceof Array array) {
      List<Object> values = new ArrayList<>();
      for (Object element : ResultValue.elements(array)) {
        values.add(value(element));
      }
      return values;
    }
    return value instanceof Boolean || ResultValue.isNumber(value)
        ? value
        : ResultValue.text(value);
  }
}
