package io.tidemark.model.record;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;

/**
 * Reads raw readings, strictly: one JSON object (RFC 8259, UTF-8) that has every field of the
 * definition with a value of its type. Fields that the definition does not name are passed over; of
 * a name that stands twice the later one counts, as in Druid. A decimal must be exact at its scale:
 * it is never rounded.
 *
 * <p>Most records have a plain form, which {@link RawScanner} reads from their bytes. It leaves the
 * others to {@link JsonDecoder}, which alone decides what is malformed. Not for several threads.
 */
public final class RawDecoder {
  private final RawScanner scanner;
  private final JsonDecoder json;

  public RawDecoder(StreamDefinition.Raw raw) {
    scanner = new RawScanner(raw);
    json = new JsonDecoder(raw);
  }

  /**
   * Reads one record into {@code into}, which then refers to its bytes.
   *
   * @param value the value of a Kafka record; null is malformed
   * @return null when it was read, otherwise what is wrong with it; {@code into} is then undefined
   */
  public String decode(byte[] value, Reading into) {
    if (value == null || value.length == 0) {
      return "empty";
    }
    return scanner.read(value, into) ? null : json.decode(value, into);
  }
}
