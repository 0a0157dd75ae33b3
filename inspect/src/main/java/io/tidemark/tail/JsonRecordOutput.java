package io.tidemark.tail;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.cli.text.TerminalText;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Base64;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Writes one JSON object per line for each record, in ASCII only. */
final class JsonRecordOutput implements RecordOutput {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final RecordFormat format;
  private final PrintWriter out;

  JsonRecordOutput(RecordFormat format, PrintWriter out) {
    this.format = format;
    this.out = out;
  }

  @Override
  public void show(ConsumerRecord<byte[], byte[]> record) {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeNumberField("partition", record.partition());
      json.writeNumberField("offset", record.offset());
      json.writeStringField(
          "timestamp", record.timestamp() < 0 ? null : TableColumn.instant(record.timestamp()));
      writeKey(record.key(), json);
      format.write(record, json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.println(line);
  }

  private static void writeKey(byte[] key, JsonGenerator json) throws IOException {
    String text = TerminalText.utf8(key);
    if (key != null && text == null) {
      json.writeStringField("key_base64", Base64.getEncoder().encodeToString(key));
    } else {
      json.writeStringField("key", text);
    }
  }
}
