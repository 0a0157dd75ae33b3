package io.tidemark.bench.topics;

import io.tidemark.cli.UserError;
import io.tidemark.kafka.ProducerSettings;
import io.tidemark.model.definition.AggregateFunction;
import io.tidemark.model.definition.AggregatedColumn;
import io.tidemark.model.definition.Measure;
import io.tidemark.model.definition.RowColumn;
import io.tidemark.model.definition.StreamDefinition;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes the rows of an aggregated topic as the job would, a row for each entity and window, but
 * with invented values: a topic of 20 million rows in a minute.
 *
 * @param entities numbered from 0, in the column by which the windows are grouped
 * @param readings that each row has counted
 */
record RowFlood(StreamDefinition.Aggregated windows, int entities, int readings) {
  private static final DateTimeFormatter ISO =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  /**
   * Writes the rows of consecutive windows.
   *
   * @param client settings of a Kafka client
   * @param first the start of the first window, epoch milliseconds
   * @param number of windows
   * @throws UserError when a row is not acknowledged
   */
  void write(Properties client, long first, long number) {
    AtomicReference<Exception> failure = new AtomicReference<>();
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(ProducerSettings.with(client))) {
      for (long window = 0; window < number; window++) {
        long start = first + window * windows.window().toMillis();
        String begin = ISO.format(Instant.ofEpochMilli(start));
        String end = ISO.format(Instant.ofEpochMilli(start + windows.window().toMillis()));
        for (int entity = 0; entity < entities; entity++) {
          producer.send(
              new ProducerRecord<>(
                  windows.topic(),
                  (entity + "|" + begin).getBytes(StandardCharsets.UTF_8),
                  row(begin, end, entity, window).getBytes(StandardCharsets.UTF_8)),
              (written, error) -> failure.compareAndSet(null, error));
        }
      }
    }
    if (failure.get() != null) {
      throw new UserError("cannot write rows: " + failure.get().getMessage(), failure.get());
    }
  }

  private String row(String begin, String end, int entity, long window) {
    StringBuilder row = new StringBuilder(200).append('{');
    List<RowColumn> columns = RowColumn.of(windows);
    for (int i = 0; i < columns.size(); i++) {
      row.append(i == 0 ? "\"" : ",\"").append(columns.get(i).name()).append("\":");
      if (columns.get(i).type() == AggregatedColumn.Type.INSTANT) {
        row.append('"').append(i == 0 ? begin : end).append('"');
      } else if (i == 2) {
        row.append(entity);
      } else {
        row.append(value(windows.measures().get(i - 3), columns.get(i), entity + window));
      }
    }
    return row.append('}').toString();
  }

  private String value(Measure measure, RowColumn column, long number) {
    return measure.function() == AggregateFunction.COUNT
        ? String.valueOf(readings)
        : BigDecimal.valueOf(number % 10_000, column.scale()).toPlainString();
  }
}
