package io.tidemark.model.avro;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeWriter;
import io.tidemark.model.encoding.SchemaIds;
import io.tidemark.model.expression.Reading;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Encodes readings in Confluent's frame: a zero byte, the id of the schema in four bytes, big
 * endian, and the record. Not thread-safe.
 */
public final class AvroEncoder {
  private final List<Field> fields;
  private final int[] leaves;
  private final TimeWriter times;
  private final boolean fine;
  private final SchemaIds ids;
  private final AvroOutput out = new AvroOutput();

  /**
   * @param ids of the schemas that follow from the definition
   */
  public AvroEncoder(StreamDefinition.Raw raw, SchemaIds ids) {
    fields = raw.fields();
    leaves = FieldTree.of(raw).leaves().toArray();
    times = new TimeWriter(raw.time().raw().time());
    fine = raw.hasFineTimes();
    if (ids == null) {
      throw new IllegalStateException("records in Avro are written with a schema registry");
    }
    this.ids = ids;
  }

  /** The frame of a reading. */
  public byte[] encode(Reading reading) {
    out.header(ids.reading());
    for (int place : leaves) {
      Field field = fields.get(place);
      if (field.nullable()) {
        boolean none = reading.isNull(place);
        out.number(none ? 0 : 1);
        if (none) {
          continue;
        }
      }
      switch (field.type()) {
        case INT -> out.number(reading.number(place));
        case BOOLEAN -> out.single(reading.number(place) != 0 ? 1 : 0);
        case STRING -> out.bytes(reading.utf8(place));
        case DECIMAL -> out.decimal(reading.number(place));
        case TIMESTAMP -> time(field, reading.number(place), fine ? reading.nanos() : 0);
      }
    }
    return out.frame();
  }

  /**
   * The frame of a heartbeat, whose schema is {@link AvroSchema#HEARTBEAT}.
   *
   * @param time epoch milliseconds
   */
  public byte[] encodeHeartbeat(long time) {
    out.header(ids.heartbeat());
    out.number(time);
    return out.frame();
  }

  private void time(Field field, long millis, int nanos) {
    switch (field.format()) {
      case MILLISECONDS, SECONDS, YYYYMMDD -> out.number(field.format().toNumber(millis));
      case MICROSECONDS, NANOSECONDS ->
          out.number(
              Math.addExact(field.format().toNumber(millis), nanos / field.format().unitNanos()));
      case ISO, PATTERN -> out.bytes(times.write(millis).getBytes(StandardCharsets.UTF_8));
      case RECORD -> throw new IllegalStateException("the record has no such field");
    }
  }
}
