package io.tidemark.tail;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tidemark.kafka.DeadLetter;
import java.io.IOException;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Dead letters: why, and what the record was; the key says where it was. */
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
    DeadLetter letter;
    try {
      letter = DeadLetter.of(record);
    } catch (IllegalArgumentException e) {
      return Line.malformed(e.getMessage(), record.value());
    }
    String value = TerminalText.of(letter.value());
    List<String> cells = List.of(letter.reason(), value == null ? "-" : value);
    String place = letter.topic() + "-" + letter.partition() + "-" + letter.offset();
    return new Line(cells, hasKey(record, place) ? null : "original: " + place);
  }

  @Override
  public void write(ConsumerRecord<byte[], byte[]> record, JsonGenerator json) throws IOException {
    DeadLetter letter;
    try {
      letter = DeadLetter.of(record);
    } catch (IllegalArgumentException e) {
      RecordFormat.writeMalformed(e.getMessage(), record.value(), json);
      return;
    }
    json.writeStringField("reason", letter.reason());
    json.writeObjectFieldStart("original");
    json.writeStringField("topic", letter.topic());
    json.writeNumberField("partition", letter.partition());
    json.writeNumberField("offset", letter.offset());
    RecordFormat.writeOriginal(letter.value(), json);
    json.writeEndObject();
  }
}
