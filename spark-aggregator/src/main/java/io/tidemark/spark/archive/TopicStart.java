package io.tidemark.spark.archive;

import io.tidemark.cli.UserError;
import io.tidemark.kafka.KafkaBroker;
import io.tidemark.kafka.TopicOffsets;
import io.tidemark.lake.TableLayout;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Where the archive of a topic begins: at the offsets that the table has, if they are still those
 * of this topic.
 *
 * @param found the topic as it is now
 */
public record TopicStart(
    Table table, String topic, KafkaBroker.Topic found, Exceptions exceptions) {
  /**
   * What is accepted although rows may be missing or come twice.
   *
   * @param newTopic another topic of the same name, whose offsets begin again
   * @param lostRecords records that the topic lost before they were archived
   */
  public record Exceptions(boolean newTopic, boolean lostRecords) {}

  /** As {@link #offsets(Consumer)}, with a consumer of its own. */
  TopicOffsets offsets(KafkaBroker broker) {
    try (Consumer<byte[], byte[]> consumer = broker.consumer()) {
      return offsets(consumer);
    } catch (KafkaException e) {
      throw broker.explain(e);
    }
  }

  /**
   * Checks the table against the topic, and prepares it for an accepted exception.
   *
   * @param consumer of committed records
   * @return the offsets of the table
   * @throws UserError when the table does not continue in the topic
   */
  TopicOffsets offsets(Consumer<?, ?> consumer) {
    Map<String, String> properties = table.properties();
    if (!properties.containsKey(TableLayout.OFFSETS)) {
      requireNoRows();
      return TopicOffsets.NONE;
    }
    TopicOffsets offsets = TableLayout.offsets(table.properties());
    if (!found.id().equals(properties.get(TableLayout.TOPIC_ID))) {
      if (!exceptions.newTopic()) {
        throw new UserError(
            table.name()
                + " was filled from a topic "
                + topic
                + " that was deleted and made again since: archive into another lake (--lake), or"
                + " add the new topic's records to the table with --new-topic");
      }
      return changed(offsets, TopicOffsets.NONE);
    }
    TopicOffsets available = within(offsets, consumer);
    return available.equals(offsets) ? offsets : changed(offsets, available);
  }

  private void requireNoRows() {
    Snapshot snapshot = table.currentSnapshot();
    if (snapshot != null
        && !"0".equals(snapshot.summary().get(SnapshotSummary.TOTAL_RECORDS_PROP))) {
      throw new UserError(
          table.name()
              + " has rows without the offsets up to which the topic "
              + topic
              + " is in it (the table property "
              + TableLayout.OFFSETS
              + "): expected an empty table or one of 'aggregate archive'; rename that table, or"
              + " archive into another lake (--lake)");
    }
  }

  private TopicOffsets changed(TopicOffsets from, TopicOffsets to) {
    new EpochAppend(table, found.id(), from, to).commit(List.of());
    return to;
  }

  /** The offsets, or where the topic begins now if that is later and accepted. */
  private TopicOffsets within(TopicOffsets offsets, Consumer<?, ?> consumer) {
    TreeMap<Integer, Long> available = new TreeMap<>(offsets.next());
    List<TopicPartition> partitions =
        offsets.next().keySet().stream()
            .map(partition -> new TopicPartition(topic, partition))
            .toList();
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    for (TopicPartition partition : partitions) {
      long next = offsets.next().get(partition.partition());
      if (next > ends.get(partition)) {
        throw new UserError(
            "%s has the records of %s up to offset %,d, and the partition ends at %,d: has it lost its end?"
                .formatted(table.name(), partition, next, ends.get(partition)));
      }
      long begin = begins.get(partition);
      if (next < begin) {
        requireAccepted(partition, next, begin);
        available.put(partition.partition(), begin);
      }
    }
    return new TopicOffsets(available);
  }

  private void requireAccepted(TopicPartition partition, long next, long begin) {
    if (!exceptions.lostRecords()) {
      throw new UserError(
          "%s continues at offset %,d of %s, which begins at %,d now: %,d records were deleted before they were archived; to go on without them, use --skip-lost, and keep the topic for longer"
              .formatted(table.name(), next, partition, begin, begin - next));
    }
  }
}
