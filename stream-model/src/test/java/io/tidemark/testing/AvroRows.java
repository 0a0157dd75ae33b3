package io.tidemark.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.model.avro.AvroRowEncoder;
import io.tidemark.model.definition.AggregatedColumn;
import io.tidemark.model.definition.StreamDefinition;
import java.time.Instant;
import java.util.List;

/** Rows in Avro with the values of rows in JSON. */
public final class AvroRows {
  public static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private AvroRows() {}

  /** The frame of a row that is given in JSON. */
  public static byte[] frame(StreamDefinition.Aggregated windows, String json) {
    try {
      JsonNode row = JSON.readTree(json);
      List<AggregatedColumn> columns = windows.columns();
      return new AvroRowEncoder(windows)
          .encode(
              windows.schemas().ids().reading(),
              place -> value(row.path(columns.get(place).name()), columns.get(place)));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  private static Object value(JsonNode value, AggregatedColumn column) {
    if (value.isNull() || value.isMissingNode()) {
      return null;
    }
    return switch (column.type()) {
      case INSTANT -> Instant.parse(value.textValue()).toEpochMilli();
      case INT -> value.canConvertToLong() ? value.longValue() : value.decimalValue();
      case DECIMAL -> value.decimalValue();
      case STRING, HLL, KLL -> value.textValue();
      case BOOLEAN -> value.booleanValue();
    };
  }
}
