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
 * previous one. Another reader can go on where it stopped, by its {@link Progress}.
 */
public final class TopicReader implements AutoCloseable {
  /** The number of buffered records at which a partition is paused. */
  private static final int MOST_WAITING = 10_000;

  /**
   * How far a topic was read, by partition.
   *
   * @param begins the first offset that was not deleted when the partition was first read
   * @param next the offset to go on at
   * @param ends the offset after the last record; a partition without records is missing
   */
  public record Progress(
      Map<Integer, Long> begins, Map<Integer, Long> next, Map<Integer, Long> ends) {
    /** Nothing was read. */
    public static final Progress NONE = new Progress(Map.of(), Map.of(), Map.of());

    public Progress {
      begins = Map.copyOf(begins);
      next = Map.copyOf(next);
      ends = Map.copyOf(ends);
    }
  }

  private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
  private final String topic;
  private final List<String> notes = new ArrayList<>();
  private final ArrivalOrder order = new ArrivalOrder();
  private final Map<Integer, Long> ends = new HashMap<>();
  private final Map<Integer, Long> begins = new HashMap<>();
  private String topicId;

  /** Where another reader stopped; the partitions that it had not begin at their beginning. */
  private Progress before = Progress.NONE;

  public TopicReader(
      org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer, String topic) {
    this.consumer = consumer;
    this.topic = topic;
  }

  /**
   * Goes on where another reader of the topic stopped, if it has every record since. Only before
   * the first read.
   *
   * @param now the topic, which must be the same one
   * @return false, and nothing is changed, when unread records were deleted, or when the topic ends
   *     before
   * @throws org.apache.kafka.common.KafkaException when the broker does not answer
   */
  public boolean continueFrom(KafkaBroker.Topic now, Progress before) {
    List<TopicPartition> known =
        before.next().keySet().stream().map(p -> new TopicPartition(topic, p)).toList();
    if (known.stream().anyMatch(partition -> partition.partition() >= now.partitions())) {
      return false;
    }
    Map<TopicPartition, Long> first = consumer.beginningOffsets(known);
    Map<TopicPartition, Long> end = consumer.endOffsets(known);
    for (TopicPartition partition : known) {
      long next = before.next().get(partition.partition());
      if (next < first.get(partition) || next > end.get(partition)) {
        return false;
      }
    }
    this.before = before;
    ends.putAll(before.ends());
    return true;
  }

  /** How far the topic was read. */
  public Progress progress() {
    Map<Integer, Long> next = new HashMap<>();
    for (TopicPartition partition : consumer.assignment()) {
      next.put(partition.partition(), consumer.position(partition));
    }
    return new Progress(begins, next, ends);
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
      int partition = begin.getKey().partition();
      consumer.seek(begin.getKey(), before.next().getOrDefault(partition, begin.getValue()));
      long first = before.begins().getOrDefault(partition, begin.getValue());
      begins.put(partition, first);
      deleted += first;
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
