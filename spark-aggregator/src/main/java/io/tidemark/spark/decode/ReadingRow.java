package io.tidemark.spark.decode;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;
import org.apache.spark.unsafe.types.UTF8String;

/** Writes readings as rows of {@link RawReadings#schema}, each over the one before. */
final class ReadingRow {
  private final UnsafeRowWriter row;

  /** By column: the field's place in the reading, and whether it is a text. */
  private final int[] places;

  private final boolean[] texts;
  private final int time;

  ReadingRow(StreamDefinition definition) {
    List<Field> fields = definition.used();
    places = fields.stream().mapToInt(definition.raw()::indexOf).toArray();
    texts = new boolean[places.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = fields.get(i).type() == FieldType.STRING;
    }
    time = definition.raw().indexOf(definition.raw().time());
    row = new UnsafeRowWriter(places.length + 2);
  }

  InternalRow of(Reading reading) {
    clear();
    // what no window counts moves the watermark, and does nothing else
    boolean heartbeat = reading.heartbeat() || !reading.counts();
    for (int i = 0; i < places.length; i++) {
      int place = places[i];
      if (heartbeat && place != time) {
        row.setNullAt(i);
      } else if (texts[i]) {
        row.write(i, reading.utf8(place));
      } else {
        row.write(i, reading.number(place));
      }
    }
    row.write(places.length, heartbeat);
    row.setNullAt(places.length + 1);
    return row.getRow();
  }

  InternalRow ofProblem(String problem) {
    clear();
    for (int i = 0; i < places.length; i++) {
      row.setNullAt(i);
    }
    row.write(places.length, false);
    row.write(places.length + 1, UTF8String.fromString(problem));
    return row.getRow();
  }

  private void clear() {
    row.reset();
    row.zeroOutNullBytes();
  }
}
