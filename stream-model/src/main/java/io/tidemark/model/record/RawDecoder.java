package io.tidemark.model.record;

import io.tidemark.model.avro.AvroDecoder;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.value.LenientTime;

/**
 * A decoder of raw readings. A record in JSON is one object (RFC 8259, UTF-8) that has every
 * required field of the definition with a value of its type. Other members are ignored; of
 * duplicate names the last one counts, as in Druid. A decimal must be exact at its scale, unless
 * the definition rounds it. The forms of a value are in {@code streams/README.md}.
 *
 * <p>Records in Avro go to {@link AvroDecoder}. Of JSON, most records have a usual form, which
 * {@link RawScanner} reads from their bytes. All other records go to {@link JsonDecoder}, which
 * alone decides whether a record is malformed. Not thread-safe.
 */
public final class RawDecoder {
  /** Null for JSON, and the only one for Avro. */
  private final AvroDecoder avro;

  private final RawScanner scanner;
  private final HeartbeatDecoder heartbeats;
  private final JsonDecoder json;

  /** The event time that is the timestamp of the Kafka record; null for every other one. */
  private final LenientTime recordTime;

  /**
   * @param raw with the source of schemas, if its records are Avro
   */
  public RawDecoder(StreamDefinition.Raw raw) {
    avro = raw.isAvro() ? new AvroDecoder(raw, raw.schemas().source()) : null;
    scanner = raw.isAvro() ? null : new RawScanner(raw);
    heartbeats = raw.isAvro() ? null : new HeartbeatDecoder(raw);
    json = raw.isAvro() ? null : new JsonDecoder(raw);
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
   * @throws RuntimeException when the source of schemas does not answer, which says nothing about
   *     the record
   */
  public String decode(byte[] value, long timestamp, Reading into) {
    if (value == null || value.length == 0) {
      return "empty";
    }
    if (avro != null) {
      String problem = avro.decode(value, into);
      if (problem != null || into.heartbeat()) {
        return problem;
      }
    } else if (!scanner.read(value, into)) {
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
