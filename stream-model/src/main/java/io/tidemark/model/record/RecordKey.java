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
    return text
        ? reading.utf8(place)
        : Long.toString(reading.number(place)).getBytes(StandardCharsets.US_ASCII);
  }
}
