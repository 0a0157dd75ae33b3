package io.tidemark.tail;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tidemark.cli.text.TerminalText;
import io.tidemark.kafka.DeadLetter;
import java.io.IOException;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Dead letters: the reason and the original record. The key is the original topic, partition and
 * offset.
 */
final class DeadLetterFormat implements RecordFormat {
  @Override
  public List<TableColumn> columns() {
    return List.of(TableColumn.text("reason", 40), TableColumn.text("value", 80));
  }

  @Override
  public int keyWidth() {
    return 32;
  }

  @Override
  public Line line(ConsumerRecord<byte[], byte[]> record) {
    DeadLetter deadLetter;
    try {
      deadLetter = DeadLetter.of(record);
    } catch (IllegalArgumentException e) {
      return Line.malformed(e.getMessage(), record.value());
    }
    String value = TerminalText.of(deadLetter.value());
    List<String> cells = List.of(deadLetter.reason(), value == null ? "-" : value);
    String place = deadLetter.topic() + "-" + deadLetter.partition() + "-" + deadLetter.offset();
    return new Line(cells, hasKey(record, place) ? null : "original: " + place);
  }

  @Override
  public void write(ConsumerRecord<byte[], byte[]> record, JsonGenerator json) throws IOException {
    DeadLetter deadLetter;
    try {
      deadLetter = DeadLetter.of(record);
    } catch (IllegalArgumentException e) {
      RecordFormat.writeMalformed(e.getMessage(), record.value(), json);
      return;
    }
    json.writeStringField("reason", deadLetter.reason());
    json.writeObjectFieldStart("original");
    json.writeStringField("topic", deadLetter.topic());
    json.writeNumberField("partition", deadLetter.partition());
    json.writeNumberField("offset", deadLetter.offset());
    RecordFormat.writeOriginal(deadLetter.value(), json);
    json.writeEndObject();
  }
}
