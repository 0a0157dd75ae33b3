package io.tidemark.bench.aggregation;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.cli.KafkaOptions;
import io.tidemark.cli.UserError;
import io.tidemark.kafka.KafkaBroker;
import io.tidemark.kafka.KafkaTopics;
import io.tidemark.kafka.ReadToEnds;
import io.tidemark.model.definition.AggregatedColumn;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.row.RowReader;
import io.tidemark.model.row.UnreadableRow;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Reads and clears the topic to which the measured ways write their windows in turn. */
final class AggregatedTopicReader implements AutoCloseable {
  private final StreamDefinition.Aggregated aggregated;
  private final RowReader reader;
  private final String topic;
  private final Admin admin;
  private final Consumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;

  AggregatedTopicReader(String kafka, StreamDefinition definition, String topic) {
    aggregated = definition.aggregated();
    reader = RowReader.of(aggregated);
    this.topic = topic;
    Properties client = new KafkaOptions(kafka).properties();
    admin = Admin.create(client);
    consumer = new KafkaBroker(client).consumer();
    partitions = KafkaTopics.partitions(consumer, topic);
    consumer.assign(partitions);
  }

  /** Deletes all records of the topic. */
  void empty() throws InterruptedException {
    Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
    ends().forEach((partition, end) -> all.put(partition, RecordsToDelete.beforeOffset(end)));
    try {
      admin.deleteRecords(all).all().get();
    } catch (ExecutionException e) {
      throw new UserError("cannot empty " + topic + ": " + e.getCause().getMessage(), e);
    }
  }

  /** The end offsets, including records of transactions whose end is not visible yet. */
  private Map<TopicPartition, Long> ends() throws InterruptedException {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    try {
      admin
          .listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
          .all()
          .get()
          .forEach((partition, found) -> ends.put(partition, found.offset()));
    } catch (ExecutionException e) {
      throw new UserError("cannot see the end of " + topic + ": " + e.getCause().getMessage(), e);
    }
    return ends;
  }

  /**
   * The windows in the topic.
   *
   * @throws UserError for a row that cannot be read, for a duplicate window, or when no records
   *     arrive for {@link ReadToEnds#SILENCE}
   */
  WindowSet windows() throws InterruptedException {
    Map<List<Object>, List<Object>> rows = new HashMap<>();
    consumer.seekToBeginning(partitions);
    ReadToEnds reading = new ReadToEnds(consumer, ends());
    while (!reading.isDone()) {
      reading.poll().forEach(record -> add(record, rows));
    }
    return new WindowSet(rows);
  }

  private void add(ConsumerRecord<byte[], byte[]> record, Map<List<Object>, List<Object>> rows) {
    JsonNode row;
    try {
      row = reader.read(record.value());
    } catch (UnreadableRow e) {
      throw new UserError("not a row: " + e.getMessage(), e);
    }
    List<Object> all = new ArrayList<>();
    for (AggregatedColumn column : aggregated.columns()) {
      all.add(value(row.path(column.name()), column));
    }
    // the first columns are the window and its groups
    int grouped = 2 + aggregated.by().size();
    if (rows.put(all.subList(0, grouped), all.subList(grouped, all.size())) != null) {
      throw new UserError("the window " + all.subList(0, grouped) + " came twice");
    }
  }

  /** A value normalized for {@code equals}: 1.50 equals 1.5. */
  private static Object value(JsonNode value, AggregatedColumn column) {
    if (column.type() == AggregatedColumn.Type.INSTANT && value.isTextual()) {
      try {
        return Instant.parse(value.textValue());
      } catch (DateTimeException e) {
        throw new UserError(column.name() + ": no time: " + value, e);
      }
    }
    boolean number =
        column.type() == AggregatedColumn.Type.INT
            || column.type() == AggregatedColumn.Type.DECIMAL;
    if (number && value.isNumber()) {
      return value.decimalValue().stripTrailingZeros().toPlainString();
    }
    if (column.type() == AggregatedColumn.Type.STRING && value.isTextual()) {
      return value.textValue();
    }
    throw new UserError(column.name() + ": expected " + column.type() + ", found " + value);
  }

  @Override
  public void close() {
    consumer.close();
    admin.close();
  }
}
