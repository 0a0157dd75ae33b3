package io.tidemark.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A JSON object a line; decimals as numbers with all their places, and null for no value. */
final class JsonFormat implements ResultFormat {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  @Override
  public void write(QueryResult result, PrintWriter out, BooleanSupplier isRead) {
    List<String> columns = result.columns();
    for (long row = 1; result.rows().hasNext(); row++) {
      List<Object> values = result.rows().next();
      Map<String, Object> object = new LinkedHashMap<>();
      for (int i = 0; i < columns.size(); i++) {
        object.put(columns.get(i), values.get(i));
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
}
