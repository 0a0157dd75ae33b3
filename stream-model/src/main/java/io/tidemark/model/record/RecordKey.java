package io.tidemark.model.record;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import java.nio.charset.StandardCharsets;

/** The key of a reading's Kafka record: the value of the key field as text. */
public final class RecordKey {
  private final int place;
  private final boolean text;

  public RecordKey(StreamDefinition.Raw raw) {
    Field key = raw.key();
    place = key == null ? -1 : raw.indexOf(key);
    text = key != null && key.type() == FieldType.STRING;
  }

  /** The key in UTF-8; null without a key in the definition or in the reading. */
  public byte[] of(Reading reading) {
    if (place < 0 || reading.isNull(place)) {
      return null;
    }
    return text ? reading.utf8(place) : digits(reading.number(place));
  }

  /** The decimal digits of a number, without the string that {@code Long.toString} makes. */
  private static byte[] digits(long number) {
    if (number < 0) {
      return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
    }
    byte[] digits = new byte[JsonEncoder.digits(number)];
    long left = number;
    for (int i = digits.length - 1; i >= 0; i--) {
      digits[i] = (byte) ('0' + left % 10);
      left /= 10;
    }
    return digits;
  }
}
