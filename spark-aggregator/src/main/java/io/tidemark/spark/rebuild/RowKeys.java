package io.tidemark.spark.rebuild;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.RowColumn;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.row.RowReader;
import io.tidemark.model.row.UnreadableRow;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;

/**
 * The keys of the rows of one aggregated topic: window and groups. Rows of an earlier definition
 * may lack measures, which are not read. Not thread-safe.
 */
final class RowKeys {
  private final StreamDefinition.Aggregated windows;
  private final RowReader reader;
  private final MessageDigest digest;

  /**
   * A row.
   *
   * @param start of its window, epoch milliseconds
   * @param end of its window
   * @param key 128 bits that equal rows share; of 100 million different ones two are equal with a
   *     probability below 10⁻²²
   */
  record Row(long start, long end, String key) {}

  RowKeys(StreamDefinition.Aggregated windows) {
    this.windows = windows;
    reader =
        windows.isAvro()
            ? RowReader.ofAvro(RowColumn.keys(windows), windows.schemas().source())
            : RowReader.of(windows);
    try {
      digest = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads a row.
   *
   * @throws UnreadableRow when the record is no row of the definition
   */
  Row read(byte[] value) throws UnreadableRow {
    ObjectNode row = reader.read(value);
    String start = row.path(StreamDefinition.WINDOW_START).asText();
    // as JSON, so that several groups, a null and a text cannot be taken for one another
    ArrayNode key = JsonNodeFactory.instance.arrayNode().add(start);
    for (Field field : windows.by()) {
      key.add(row.get(field.name()));
    }
    byte[] hash = digest.digest(key.toString().getBytes(StandardCharsets.UTF_8));
    try {
      String end = row.path(StreamDefinition.WINDOW_END).asText();
      return new Row(
          Instant.parse(start).toEpochMilli(),
          Instant.parse(end).toEpochMilli(),
          Base64.getEncoder().encodeToString(hash));
    } catch (DateTimeException e) {
      throw new UnreadableRow(
          StreamDefinition.WINDOW_START + " or _end: expected a time in ISO 8601");
    }
  }
}
