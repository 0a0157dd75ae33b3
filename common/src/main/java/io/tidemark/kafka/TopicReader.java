package io.tidemark.kafka;

import io.tidemark.cli.UserError;
import io.tidemark.cli.text.HumanFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads a topic from its beginning, each record once: each read continues at the position of the
 * previous one.
 */
public final class TopicReader implements AutoCloseable {
  /** The number of buffered records at which a partition is paused. */
  private static final int MOST_WAITING = 10_000;

  private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
  private final String topic;
  private final List<String> notes = new ArrayList<>();
  private final ArrivalOrder order = new ArrivalOrder();
  private final Map<Integer, Long> ends = new HashMap<>();
  private String topicId;

  public TopicReader(
      org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer, String topic) {
    this.consumer = consumer;
    this.topic = topic;
  }

  /**
   * Reads at least to the current end of the topic.
   *
   * @throws UserError when the topic was created again since the last read, when unread records
   *     were deleted, or after {@link ReadToEnds#SILENCE} without progress
   */
  public void readOn(KafkaBroker.Topic now, Consumer<ConsumerRecord<byte[], byte[]>> to) {
    ReadToEnds reading = begin(now);
    while (!reading.isDone()) {
      poll(reading).forEach(to);
    }
  }

  /**
   * Reads like {@link #readOn}, up to the first matching record. The other records of its batch are
   * skipped.
   *
   * @return whether there is such a record
   */
  public boolean readUntil(
      KafkaBroker.Topic now, Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
    ReadToEnds reading = begin(now);
    while (!reading.isDone()) {
      for (ConsumerRecord<byte[], byte[]> record : poll(reading)) {
        if (wanted.test(record)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Reads like {@link #readOn} and passes records on in timestamp order over all partitions. A
   * partition that is ahead of the others is paused, which bounds memory.
   */
  public void readOnInOrder(KafkaBroker.Topic now, Consumer<ConsumerRecord<byte[], byte[]>> to) {
    ReadToEnds reading = begin(now);
    while (!reading.isDone()) {
      poll(reading).forEach(order::add);
      order.pass(awaited(reading), to);
      pauseThoseAhead();
    }
    order.pass(Set.of(), to);
    consumer.resume(consumer.paused());
  }

  private ReadToEnds begin(KafkaBroker.Topic now) {
    if (topicId != null && !topicId.equals(now.id())) {
      throw new UserError(
          "the topic " + topic + " was made again while it was being read; run this command again");
    }
    topicId = now.id();
    List<TopicPartition> partitions =
        IntStream.range(0, now.partitions()).mapToObj(p -> new TopicPartition(topic, p)).toList();
    assign(partitions);
    return new ReadToEnds(consumer, consumer.endOffsets(partitions));
  }

  /** The partitions that have not reached their end. */
  private Set<Integer> awaited(ReadToEnds reading) {
    return consumer.assignment().stream()
        .filter(partition -> !reading.isDone(partition))
        .map(TopicPartition::partition)
        .collect(Collectors.toSet());
  }

  /** A partition that is awaited and has no buffered record is never paused: no deadlock. */
  private void pauseThoseAhead() {
    List<TopicPartition> ahead = new ArrayList<>();
    List<TopicPartition> others = new ArrayList<>();
    for (TopicPartition partition : consumer.assignment()) {
      (order.waiting(partition.partition()) >= MOST_WAITING ? ahead : others).add(partition);
    }
    consumer.pause(ahead);
    consumer.resume(others);
  }

  /**
   * The offset after the last record that was read, by partition; one without records is missing.
   * The markers of transactions are no records: they may follow.
   */
  public Map<Integer, Long> ends() {
    return Map.copyOf(ends);
  }

  /** Notes on the topic for a report. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  private void assign(List<TopicPartition> partitions) {
    Set<TopicPartition> added = new HashSet<>(partitions);
    added.removeAll(consumer.assignment());
    if (added.isEmpty()) {
      return;
    }
    consumer.assign(partitions);
    long deleted = 0;
    for (Map.Entry<TopicPartition, Long> begin : consumer.beginningOffsets(added).entrySet()) {
      consumer.seek(begin.getKey(), begin.getValue());
      deleted += begin.getValue();
    }
    if (deleted > 0) {
      notes.add(
          HumanFormat.format(deleted)
              + " records at the beginning of the topic "
              + topic
              + " are deleted already and could not be counted; see its retention");
    }
  }

  private ConsumerRecords<byte[], byte[]> poll(ReadToEnds reading) {
    try {
      ConsumerRecords<byte[], byte[]> records = reading.poll();
      for (TopicPartition partition : records.partitions()) {
        List<ConsumerRecord<byte[], byte[]>> read = records.records(partition);
        ends.put(partition.partition(), read.get(read.size() - 1).offset() + 1);
      }
      return records;
    } catch (OffsetOutOfRangeException e) {
      throw new UserError(
          "records of the topic "
              + topic
              + " were deleted before they were read; see its retention, then run this command"
              + " again",
          e);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
