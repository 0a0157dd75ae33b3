package io.tidemark.model.avro;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeWriter;
import io.tidemark.model.encoding.SchemaIds;
import io.tidemark.model.expression.Reading;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Encodes readings in Confluent's frame: a zero byte, the id of the schema in four bytes, big
 * endian, and the record. Not thread-safe.
 */
public final class AvroEncoder {
  /** The bytes before a record. */
  public static final int HEADER = 5;

  private static final int LONGEST_NUMBER = 10;

  private final List<Field> fields;
  private final int[] leaves;
  private final TimeWriter times;
  private final boolean fine;
  private final SchemaIds ids;
  private byte[] buffer = new byte[256];
  private int length;

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
    header(ids.reading());
    for (int place : leaves) {
      Field field = fields.get(place);
      if (field.nullable()) {
        boolean none = reading.isNull(place);
        number(none ? 0 : 1);
        if (none) {
          continue;
        }
      }
      switch (field.type()) {
        case INT -> number(reading.number(place));
        case BOOLEAN -> single(reading.number(place) != 0 ? 1 : 0);
        case STRING -> bytes(reading.utf8(place));
        case DECIMAL -> decimal(reading.number(place));
        case TIMESTAMP -> time(field, reading.number(place), fine ? reading.nanos() : 0);
      }
    }
    return Arrays.copyOf(buffer, length);
  }

  /**
   * The frame of a heartbeat, whose schema is {@link AvroSchema#HEARTBEAT}.
   *
   * @param time epoch milliseconds
   */
  public byte[] encodeHeartbeat(long time) {
    header(ids.heartbeat());
    number(time);
    return Arrays.copyOf(buffer, length);
  }

  private void header(int id) {
    buffer[0] = 0;
    for (int i = 1; i < HEADER; i++) {
      buffer[i] = (byte) (id >>> 8 * (HEADER - 1 - i));
    }
    length = HEADER;
  }

  private void time(Field field, long millis, int nanos) {
    switch (field.format()) {
      case MILLISECONDS, SECONDS, YYYYMMDD -> number(field.format().toNumber(millis));
      case MICROSECONDS, NANOSECONDS ->
          number(
              Math.addExact(field.format().toNumber(millis), nanos / field.format().unitNanos()));
      case ISO, PATTERN -> bytes(times.write(millis).getBytes(StandardCharsets.UTF_8));
      case RECORD -> throw new IllegalStateException("the record has no such field");
    }
  }

  /** The fewest bytes of the number in two's complement, big endian. */
  private void decimal(long value) {
    int bits = Long.SIZE - Long.numberOfLeadingZeros(value < 0 ? ~value : value);
    int size = bits / 8 + 1;
    number(size);
    require(size);
    for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) {
      buffer[length++] = (byte) (value >> shift);
    }
  }

  private void bytes(byte[] value) {
    number(value.length);
    require(value.length);
    System.arraycopy(value, 0, buffer, length, value.length);
    length += value.length;
  }

  private void single(int value) {
    require(1);
    buffer[length++] = (byte) value;
  }

  private void number(long value) {
    require(LONGEST_NUMBER);
    long rest = value << 1 ^ value >> Long.SIZE - 1;
    while ((rest & ~0x7FL) != 0) {
      buffer[length++] = (byte) (rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    buffer[length++] = (byte) rest;
  }

  private void require(int more) {
    if (length + more > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
    }
  }
}
