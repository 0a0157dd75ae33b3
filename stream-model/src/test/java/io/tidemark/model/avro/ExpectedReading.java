package io.tidemark.model.avro;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.Location;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericRecord;

/** The reading that a record means, worked out from the values that Avro's library gives. */
final class ExpectedReading {
  private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);
  private static final BigDecimal LEAST = BigDecimal.valueOf(Long.MIN_VALUE);

  private ExpectedReading() {}

  /** Whether every value is one of its field. */
  static boolean isValid(StreamDefinition.Raw raw, GenericRecord record) {
    return raw.fields().stream().allMatch(field -> isValid(field, record));
  }

  private static boolean isValid(Field field, GenericRecord record) {
    Value value = value(field, record);
    if (value == null) {
      return field.nullable();
    }
    if (field.type() == FieldType.TIMESTAMP) {
      long millis = millis(value);
      return millis >= -62135596800000L && millis <= 253402300799999L;
    }
    if (!field.type().isNumber()) {
      return field.type() != FieldType.BOOLEAN || truth(value.datum) != null;
    }
    BigDecimal number = number(value);
    if (number == null) {
      return false;
    }
    BigDecimal scaled = number.movePointRight(field.scale());
    if (field.raw().rounded()) {
      scaled = scaled.setScale(0, RoundingMode.HALF_UP);
    }
    return scaled.stripTrailingZeros().scale() <= 0
        && scaled.compareTo(MOST) <= 0
        && scaled.compareTo(LEAST) >= 0;
  }

  /** Requires that a reading has the values of a record. */
  static void check(StreamDefinition.Raw raw, GenericRecord record, Reading reading) {
    for (int place = 0; place < raw.fields().size(); place++) {
      Field field = raw.fields().get(place);
      Value value = value(field, record);
      if (field.nullable()) {
        assertThat(reading.isNull(place)).as(field.name()).isEqualTo(value == null);
      }
      if (value != null) {
        check(field, place, value, reading);
      }
    }
  }

  private static void check(Field field, int place, Value value, Reading reading) {
    switch (field.type()) {
      case TIMESTAMP -> assertThat(reading.number(place)).isEqualTo(millis(value));
      case BOOLEAN -> assertThat(reading.number(place)).isEqualTo(truth(value.datum) ? 1 : 0);
      case STRING -> text(value, reading.text(place));
      case INT, DECIMAL -> {
        BigDecimal found = BigDecimal.valueOf(reading.number(place), field.scale());
        BigDecimal expected = number(value);
        if (field.raw().rounded()) {
          expected = expected.setScale(field.scale(), RoundingMode.HALF_UP);
        }
        // Java 17 does not always write the shortest decimal of a number
        if (value.datum instanceof Double d && Math.abs(d) > 1e14) {
          assertThat(found.doubleValue()).isEqualTo(d);
        } else if (value.datum instanceof Float f
            && Math.abs(f) > (field.raw().rounded() ? 1e7 : 1e5)) {
          assertThat(found.floatValue()).isEqualTo(f);
        } else {
          assertThat(found).as(field.name()).isEqualByComparingTo(expected);
        }
      }
    }
  }

  private static void text(Value value, String found) {
    boolean endless = value.datum instanceof Number n && !Double.isFinite(n.doubleValue());
    if (value.datum instanceof Double d && !endless) {
      assertThat(new BigDecimal(found).doubleValue()).isEqualTo(d);
    } else if (value.datum instanceof Float f && !endless) {
      assertThat(new BigDecimal(found).floatValue()).isEqualTo(f);
    } else if (value.datum instanceof ByteBuffer || value.datum instanceof GenericFixed) {
      assertThat(new BigDecimal(found)).isEqualTo(number(value));
    } else {
      assertThat(found).isEqualTo(value.datum.toString());
    }
  }

  private record Value(Schema schema, Object datum) {}

  private static Value value(Field field, GenericRecord record) {
    Object inside = record;
    Schema schema = record.getSchema();
    for (Location.Step step : field.raw().locations().get(0).steps()) {
      if (inside == null) {
        return null;
      }
      GenericRecord around = (GenericRecord) inside;
      Schema.Field member = around.getSchema().getField(step.name());
      if (member == null) {
        return null;
      }
      schema = member.schema();
      inside = around.get(step.name());
    }
    if (schema.getType() == Schema.Type.UNION) {
      boolean first = schema.getTypes().get(0).getType() != Schema.Type.NULL;
      schema = schema.getTypes().get(first ? 0 : 1);
    }
    return inside == null ? null : new Value(schema, inside);
  }

  private static Boolean truth(Object datum) {
    return switch (datum.toString()) {
      case "true", "yes", "1" -> true;
      case "false", "no", "0" -> false;
      default -> null;
    };
  }

  private static long millis(Value value) {
    long number = ((Number) value.datum).longValue();
    String logical =
        value.schema.getLogicalType() == null ? "" : value.schema.getLogicalType().getName();
    return switch (logical) {
      case "timestamp-micros" -> Math.floorDiv(number, 1_000);
      case "timestamp-nanos" -> Math.floorDiv(number, 1_000_000);
      default -> number;
    };
  }

  private static BigDecimal number(Value value) {
    if (value.datum instanceof ByteBuffer bytes) {
      return bytes.remaining() == 0 ? null : decimal(value, bytes.array());
    }
    if (value.datum instanceof GenericFixed fixed) {
      return decimal(value, fixed.bytes());
    }
    try {
      return new BigDecimal(value.datum.toString());
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static BigDecimal decimal(Value value, byte[] bytes) {
    int scale = ((LogicalTypes.Decimal) value.schema.getLogicalType()).getScale();
    return new BigDecimal(new BigInteger(bytes), scale);
  }
}
