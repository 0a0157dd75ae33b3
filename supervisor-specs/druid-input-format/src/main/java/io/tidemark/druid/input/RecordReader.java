package io.tidemark.druid.input;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.druid.data.input.InputEntity;
import org.apache.druid.data.input.InputEntityReader;
import org.apache.druid.data.input.InputRow;
import org.apache.druid.data.input.InputRowListPlusRawValues;
import org.apache.druid.data.input.InputRowSchema;
import org.apache.druid.data.input.impl.MapInputRowParser;
import org.apache.druid.data.input.kafka.KafkaRecordEntity;
import org.apache.druid.indexing.seekablestream.SettableByteEntity;
import org.apache.druid.java.util.common.CloseableIterators;
import org.apache.druid.java.util.common.parsers.CloseableIterator;
import org.apache.druid.java.util.common.parsers.ParseException;

/**
 * Reads one record after the other, each as a new content of the same entity. Not thread-safe, as
 * no reader of Druid is.
 */
abstract class RecordReader implements InputEntityReader {
  /** Of a record that does not come from Kafka, as in Druid's sampler of texts. */
  private static final long NO_TIMESTAMP = -1;

  private final InputRowSchema schema;
  private final InputEntity source;

  RecordReader(InputRowSchema schema, InputEntity source) {
    this.schema = schema;
    this.source = source;
  }

  /**
   * The columns of the row that a record is; nothing for a heartbeat.
   *
   * @throws ParseException when the record is refused, as {@link #refused} says
   */
  abstract Optional<Map<String, Object>> values(byte[] record);

  static ParseException refused(byte[] record, String problem) {
    // as an argument: the problem may have any characters
    return new ParseException(new String(record, StandardCharsets.UTF_8), "%s", problem);
  }

  @Override
  public CloseableIterator<InputRow> read() throws IOException {
    List<InputRow> rows =
        values(record()).map(values -> MapInputRowParser.parse(schema, values)).stream().toList();
    return CloseableIterators.withEmptyBaggage(rows.iterator());
  }

  @Override
  public CloseableIterator<InputRowListPlusRawValues> sample() throws IOException {
    List<InputRowListPlusRawValues> samples;
    try {
      samples = values(record()).map(this::sampled).stream().toList();
    } catch (ParseException e) {
      samples = List.of(InputRowListPlusRawValues.of(Map.of(), e));
    }
    return CloseableIterators.withEmptyBaggage(samples.iterator());
  }

  private InputRowListPlusRawValues sampled(Map<String, Object> values) {
    return InputRowListPlusRawValues.of(MapInputRowParser.parse(schema, values), values);
  }

  private byte[] record() throws IOException {
    try (InputStream in = source.open()) {
      return in.readAllBytes();
    }
  }

  /** When the record came to Kafka, epoch milliseconds. */
  final long timestamp() {
    return source instanceof SettableByteEntity<?> settable
            && settable.getEntity() instanceof KafkaRecordEntity kafka
        ? kafka.getRecord().timestamp()
        : NO_TIMESTAMP;
  }
}
