package io.tidemark.model.avro;

import io.tidemark.model.definition.RowColumn;
import io.tidemark.model.definition.StreamDefinition;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.IntFunction;

/** Encodes rows of an aggregated topic in Confluent's frame. Not thread-safe. */
public final class AvroRowEncoder {
  private final List<RowColumn> columns;
  private final AvroOutput out = new AvroOutput();

  public AvroRowEncoder(StreamDefinition.Aggregated windows) {
    columns = RowColumn.of(windows);
  }

  /**
   * The frame of a row.
   *
   * @param id of the schema that follows from the definition
   * @param values by the places of the columns: epoch milliseconds as Long, a whole number as Long
   *     or BigDecimal, a decimal as BigDecimal, String, Boolean, a sketch as the base64 of its
   *     bytes; null for no value
   */
  public byte[] encode(int id, IntFunction<Object> values) {
    out.header(id);
    for (int place = 0; place < columns.size(); place++) {
      RowColumn column = columns.get(place);
      Object value = values.apply(place);
      if (value == null && !column.optional()) {
        throw new IllegalStateException(column.name() + ": expected a value in every row");
      }
      if (column.optional()) {
        out.number(value == null ? 0 : 1);
      }
      if (value != null) {
        write(column, value);
      }
    }
    return out.frame();
  }

  private void write(RowColumn column, Object value) {
    switch (column.type()) {
      case INSTANT -> out.number((Long) value);
      case INT -> {
        if (column.wide()) {
          decimal(number(value), 0);
        } else {
          out.number(value instanceof Long number ? number : number(value).longValueExact());
        }
      }
      case DECIMAL -> decimal(number(value), column.scale());
      case STRING -> out.bytes(((String) value).getBytes(StandardCharsets.UTF_8));
      case BOOLEAN -> out.single((Boolean) value ? 1 : 0);
      case HLL, KLL -> out.bytes(Base64.getDecoder().decode((String) value));
    }
  }

  private static BigDecimal number(Object value) {
    return value instanceof BigDecimal number ? number : BigDecimal.valueOf((Long) value);
  }

  private void decimal(BigDecimal value, int scale) {
    out.bytes(value.setScale(scale, RoundingMode.UNNECESSARY).unscaledValue().toByteArray());
  }
}
