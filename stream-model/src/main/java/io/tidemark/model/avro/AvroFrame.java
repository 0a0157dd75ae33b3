package io.tidemark.model.avro;

/** Confluent's frame: a zero byte, the id of the schema in four bytes, big endian, the record. */
public final class AvroFrame {
  /** The bytes before a record. */
  public static final int HEADER = 5;

  private AvroFrame() {}

  /** Why a record, which must not be empty, has no frame; null if it has one. */
  static String problem(byte[] frame) {
    if (frame[0] != 0) {
      return "not a frame of Avro: expected the first byte 0";
    }
    return frame.length < HEADER
        ? "not a frame of Avro: expected the id of its schema in 4 bytes"
        : null;
  }

  /** The id of the schema; a registry has no negative one. */
  static int id(byte[] frame) {
    return (frame[1] & 0xFF) << 24
        | (frame[2] & 0xFF) << 16
        | (frame[3] & 0xFF) << 8
        | frame[4] & 0xFF;
  }
}
