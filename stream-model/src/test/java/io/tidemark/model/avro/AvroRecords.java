package io.tidemark.model.avro;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.RawSection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/** Frames as Avro's own library writes and reads them. */
final class AvroRecords {
  static final int ID = 7;
  static final int HEARTBEAT_ID = 8;

  /** A field of each kind, and some inside records. */
  static final StreamDefinition.Raw RAW =
      raw(
          """
          {"topic": "t", "encoding": "avro", "time": "at", "fields": {
            "at": {"type": "timestamp"},
            "id": {"type": "string"},
            "count": {"type": "int"},
            "price": {"type": "decimal", "scale": 2},
            "rough": {"type": "decimal", "scale": 1, "rounded": true},
            "ok": {"type": "boolean"},
            "note": {"type": "string", "optional": true},
            "level": {"type": "int", "optional": true, "from": "meta.level"},
            "temp": {"type": "decimal", "scale": 3, "optional": true, "from": "meta.inner.temp"},
            "any": {"type": "string", "lenient": true},
            "num": {"type": "decimal", "scale": 2, "lenient": true},
            "flag": {"type": "boolean", "lenient": true, "optional": true}}}
          """);

  static {
    // the library creates what a length says before it looks for the bytes
    for (String what : List.of("string", "bytes", "collectionItems")) {
      System.setProperty("org.apache.avro.limits." + what + ".maxLength", "1000000");
    }
  }

  private AvroRecords() {}

  static StreamDefinition.Raw raw(String section) {
    return RawSection.read(section);
  }

  /** The schema that the definition gives. */
  static String schema(StreamDefinition.Raw raw) {
    return AvroSchema.reading(new StreamDefinition("test-1", raw, List.of()));
  }

  static byte[] frame(int id, GenericRecord record) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(ByteBuffer.allocate(AvroFrame.HEADER).put((byte) 0).putInt(id).array());
    bytes.writeBytes(record(record));
    return bytes.toByteArray();
  }

  static byte[] record(GenericRecord record) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    try {
      new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The record of a frame; null when the library cannot read it, or it has further bytes. */
  static GenericRecord read(Schema schema, byte[] frame) {
    BinaryDecoder decoder =
        DecoderFactory.get()
            .binaryDecoder(frame, AvroFrame.HEADER, frame.length - AvroFrame.HEADER, null);
    try {
      GenericRecord record = new GenericDatumReader<GenericRecord>(schema).read(null, decoder);
      return decoder.isEnd() ? record : null;
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }
}
