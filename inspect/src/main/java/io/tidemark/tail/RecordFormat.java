package io.tidemark.tail;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** How the records of a topic are read and shown. Not for several threads. */
interface RecordFormat {

  /**
   * A record's part of a line.
   *
   * @param cells the values, one for each column; none for a record that cannot be read
   * @param note what is to be said besides, or null
   */
  record Line(List<String> cells, String note) {
    static Line of(List<String> cells) {
      return new Line(cells, null);
    }

    /** A record that cannot be read, and what it is. */
    static Line malformed(String problem, byte[] value) {
      String text = TerminalText.of(value);
      return new Line(List.of(), "malformed: " + problem + (text == null ? "" : ", in " + text));
    }
  }

  /** The columns of the values, which follow those that every record has. */
  List<TableColumn> columns();

  /** How long keys mostly are, in characters. */
  int keyWidth();

  /** The record for a table; nothing in it is escaped yet. */
  Line line(ConsumerRecord<byte[], byte[]> record);

  /** Writes what stands after the key in the record's JSON object. */
  void write(ConsumerRecord<byte[], byte[]> record, JsonGenerator json) throws IOException;

  /** Whether the record belongs to a key. */
  default boolean hasKey(ConsumerRecord<byte[], byte[]> record, String key) {
    return record.key() != null
        && Arrays.equals(record.key(), key.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes what could not be read: as {@code text}, or as {@code base64} if it is no text. */
  static void writeOriginal(byte[] value, JsonGenerator json) throws IOException {
    String text = TerminalText.utf8(value);
    if (value != null && text == null) {
      json.writeStringField("base64", Base64.getEncoder().encodeToString(value));
    } else {
      json.writeStringField("text", text);
    }
  }

  /** Writes a record that cannot be read. */
  static void writeMalformed(String problem, byte[] value, JsonGenerator json) throws IOException {
    json.writeStringField("problem", problem);
    writeOriginal(value, json);
  }
}
