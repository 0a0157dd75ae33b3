package io.tidemark.model.record;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.value.LenientTime;

/**
 * A decoder of raw readings: a record is one JSON object (RFC 8259, UTF-8) that has every required
 * field of the definition with a value of its type. Other members are ignored; of duplicate names
 * the last one counts, as in Druid. A decimal must be exact at its scale, unless the definition
 * rounds it. The forms of a value are in {@code streams/README.md}.
 *
 * <p>Most records have a usual form, which {@link RawScanner} reads from their bytes. All other
 * records go to {@link JsonDecoder}, which alone decides whether a record is malformed. Not
 * thread-safe.
 */
public final class RawDecoder {
  private final RawScanner scanner;
  private final HeartbeatDecoder heartbeats;
  private final JsonDecoder json;

  /** The event time that is the timestamp of the Kafka record; null for every other one. */
  private final LenientTime recordTime;

  public RawDecoder(StreamDefinition.Raw raw) {
    scanner = new RawScanner(raw);
    heartbeats = new HeartbeatDecoder(raw);
    json = new JsonDecoder(raw);
    recordTime =
        raw.time().format() == TimeFormat.RECORD
            ? new LenientTime(raw.time(), raw.indexOf(raw.time()))
            : null;
  }

  /**
   * Reads one record into {@code into}, which then refers to its bytes.
   *
   * @param value the value of a Kafka record; null is malformed
   * @param timestamp of the Kafka record, epoch milliseconds; an event time of the format {@code
   *     record} is read from it
   * @return null when the record was read, otherwise the problem; {@code into} is then undefined
   */
  public String decode(byte[] value, long timestamp, Reading into) {
    if (value == null || value.length == 0) {
      return "empty";
    }
    if (!scanner.read(value, into)) {
      if (heartbeats.read(value, into)) {
        return null;
      }
      String problem = json.decode(value, into);
      if (problem != null) {
        return problem;
      }
    }
    return recordTime == null ? null : recordTime.record(timestamp, into);
  }
}
