package io.tidemark.tail;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.cli.text.TerminalText;
import io.tidemark.model.definition.AggregatedColumn;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.row.RowReader;
import io.tidemark.model.row.UnreadableRow;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Aggregated records: rows of windows with the columns of the definition. */
final class AggregatedRecordFormat implements RecordFormat {
  /** A number with more zeros than this is shown with an exponent. */
  private static final int MOST_ZEROS = 32;

  private static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String problem) {
      super(problem, null, false, false);
    }
  }

  private final List<AggregatedColumn> columns;
  private final RowReader reader;

  AggregatedRecordFormat(StreamDefinition.Aggregated aggregated) {
    columns = aggregated.columns();
    reader = RowReader.of(aggregated);
  }

  @Override
  public List<TableColumn> columns() {
    return columns.stream()
        .map(
            column ->
                switch (column.type()) {
                  case INSTANT -> TableColumn.instant(column.name());
                  case INT, DECIMAL -> TableColumn.number(column.name(), 10);
                  case STRING, BOOLEAN, HLL, KLL -> TableColumn.text(column.name(), 20);
                })
        .toList();
  }

  @Override
  public int keyWidth() {
    return 36;
  }

  @Override
  public Line line(ConsumerRecord<byte[], byte[]> record) {
    JsonNode row;
    try {
      row = row(record.value());
    } catch (Malformed e) {
      return Line.malformed(e.getMessage(), record.value());
    }
    List<String> cells = new ArrayList<>();
    for (AggregatedColumn column : columns) {
      JsonNode value = row.get(column.name());
      cells.add(column.type().isSketch() && !value.isNull() ? sketch(column, value) : text(value));
    }
    return Line.of(cells);
  }

  private static String text(JsonNode value) {
    return value.isNumber() ? number(value) : value.isTextual() ? value.asText() : value.toString();
  }

  /** The number of bytes of a sketch; the bytes themselves are not shown. */
  private static String sketch(AggregatedColumn column, JsonNode value) {
    long bytes = value.asText().length() / 4L * 3;
    return String.format(Locale.ROOT, "%s sketch %,d B", column.type(), bytes);
  }

  @Override
  public void write(ConsumerRecord<byte[], byte[]> record, JsonGenerator json) throws IOException {
    JsonNode row;
    try {
      row = row(record.value());
    } catch (Malformed e) {
      RecordFormat.writeMalformed(e.getMessage(), record.value(), json);
      return;
    }
    json.writeObjectFieldStart("value");
    for (AggregatedColumn column : columns) {
      JsonNode value = row.get(column.name());
      json.writeFieldName(column.name());
      if (value.isNumber()) {
        json.writeNumber(number(value));
      } else {
        json.writeTree(value);
      }
    }
    json.writeEndObject();
  }

  /** Matches the whole key, {@code group|window_start}, or its group alone. */
  @Override
  public boolean hasKey(ConsumerRecord<byte[], byte[]> record, String key) {
    String own = TerminalText.utf8(record.key());
    if (own == null) {
      return false;
    }
    int window = own.lastIndexOf('|');
    return own.equals(key) || (window >= 0 && own.substring(0, window).equals(key));
  }

  /** The row as JSON, or null when it is none of the definition. */
  JsonNode rowOrNull(ConsumerRecord<byte[], byte[]> record) {
    try {
      return row(record.value());
    } catch (Malformed e) {
      return null;
    }
  }

  private JsonNode row(byte[] value) throws Malformed {
    JsonNode row;
    try {
      row = reader.read(value);
    } catch (UnreadableRow e) {
      throw new Malformed(e.getMessage());
    }
    for (AggregatedColumn column : columns) {
      if (!row.has(column.name())) {
        throw new Malformed(column.name() + ": missing");
      }
    }
    return row;
  }

  /** The number as written, but without an exponent where that stays readable. */
  private static String number(JsonNode value) {
    if (!value.isBigDecimal()) {
      return value.asText();
    }
    BigDecimal number = value.decimalValue();
    return Math.abs((long) number.scale()) <= MOST_ZEROS
        ? number.toPlainString()
        : number.toString();
  }
}
