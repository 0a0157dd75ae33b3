package io.tidemark.model.record;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;

/**
 * A strict decoder of raw readings: a record is one JSON object (RFC 8259, UTF-8) that has every
 * field of the definition with a value of its type. Other members are ignored; of duplicate names
 * the last one counts, as in Druid. A decimal must be exact at its scale: it is never rounded.
 *
 * <p>Most records have a plain form, which {@link RawScanner} reads from their bytes. All other
 * records go to {@link JsonDecoder}, which alone decides whether a record is malformed. Not
 * thread-safe.
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
   * @return null when the record was read, otherwise the problem; {@code into} is then undefined
   */
  public String decode(byte[] value, Reading into) {
    if (value == null || value.length == 0) {
      return "empty";
    }
    return scanner.read(value, into) ? null : json.decode(value, into);
  }
}
