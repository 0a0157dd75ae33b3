package io.tidemark.tail;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tidemark.cli.text.TerminalText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Decodes and formats the records of a topic. Not thread-safe. */
interface RecordFormat {

  /**
   * A record's part of a line.
   *
   * @param cells the values, one for each column; empty for a record that cannot be read
   * @param note a remark on the record, or null
   */
  record Line(List<String> cells, String note) {
    static Line of(List<String> cells) {
      return new Line(cells, null);
    }

    /** The line of a record that cannot be read, with the problem and the value. */
    static Line malformed(String problem, byte[] value) {
      String text = TerminalText.of(value);
      return new Line(List.of(), "malformed: " + problem + (text == null ? "" : ", in " + text));
    }
  }

  /** The columns of the values; they follow the columns common to all records. */
  List<TableColumn> columns();

  /** The usual width of keys, in characters. */
  int keyWidth();

  /** The record's line in a table; control characters are not escaped yet. */
  Line line(ConsumerRecord<byte[], byte[]> record);

  /** Writes the fields after the key in the record's JSON object. */
  void write(ConsumerRecord<byte[], byte[]> record, JsonGenerator json) throws IOException;

  /** Whether the record has a key. */
  default boolean hasKey(ConsumerRecord<byte[], byte[]> record, String key) {
    return record.key() != null
        && Arrays.equals(record.key(), key.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes an undecoded value: as {@code text} if it is UTF-8, else as {@code base64}. */
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
