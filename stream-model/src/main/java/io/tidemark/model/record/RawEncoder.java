package io.tidemark.model.record;

import io.tidemark.model.avro.AvroEncoder;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;

/** Encodes raw readings as the definition says: in JSON or in Avro. Not thread-safe. */
public final class RawEncoder {
  private final JsonEncoder json;

  /** Null for JSON. */
  private final AvroEncoder avro;

  /**
   * @param raw with the ids of the schemas to write with, if its records are Avro
   */
  public RawEncoder(StreamDefinition.Raw raw) {
    json = raw.isAvro() ? null : new JsonEncoder(raw);
    avro = raw.isAvro() ? new AvroEncoder(raw, raw.schemas().ids()) : null;
  }

  /** The bytes of a reading. */
  public byte[] encode(Reading reading) {
    return avro == null ? json.encode(reading) : avro.encode(reading);
  }

  /**
   * The bytes of a heartbeat, {@code {"time":1790000000000,"heartbeat":true}} or a record of {@link
   * io.tidemark.model.avro.AvroSchema#HEARTBEAT}: it advances the watermark, and no window counts
   * it.
   *
   * @param time epoch milliseconds; in a plain definition a multiple of the resolution of its time
   *     format
   */
  public byte[] encodeHeartbeat(long time) {
    return avro == null ? json.encodeHeartbeat(time) : avro.encodeHeartbeat(time);
  }
}
