package io.tidemark.kafka;

import io.tidemark.cli.HumanFormat;
import io.tidemark.cli.UserError;
import java.util.ArrayList;
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
 * Reads a topic from its beginning, each record once: a second reading goes on where the first one
 * stopped.
 */
public final class TopicReader implements AutoCloseable {
  /** Records of a partition that wait for older ones in others before it is paused. */
  private static final int MOST_WAITING = 10_000;

  private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
  private final String topic;
  private final List<String> notes = new ArrayList<>();
  private final ArrivalOrder order = new ArrivalOrder();
  private String topicId;

  public TopicReader(
      org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer, String topic) {
    this.consumer = consumer;
    this.topic = topic;
  }

  /**
   * Reads on, at least to what is the end of the topic now.
   *
   * @throws UserError when the topic is no longer the one that was read before, when its records go
   *     away, or when it gives none for {@link ReadToEnds#SILENCE}
   */
  public void readOn(KafkaBroker.Topic now, Consumer<ConsumerRecord<byte[], byte[]>> to) {
    ReadToEnds reading = begin(now);
    while (!reading.isDone()) {
      poll(reading).forEach(to);
    }
  }

  /**
   * Reads on as {@link #readOn}, up to a record that is looked for. What comes with that record is
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
   * Reads on as {@link #readOn}, and passes the records on in the order of their timestamps over
   * all partitions. A partition that is ahead of the others is paused, so that memory is bounded.
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

  /** The partitions that have not come to their end. */
  private Set<Integer> awaited(ReadToEnds reading) {
    return consumer.assignment().stream()
        .filter(partition -> !reading.isDone(partition))
        .map(TopicPartition::partition)
        .collect(Collectors.toSet());
  }

  /** One that is awaited and has nothing waiting is never paused, so reading always goes on. */
  private void pauseThoseAhead() {
    List<TopicPartition> ahead = new ArrayList<>();
    List<TopicPartition> others = new ArrayList<>();
    for (TopicPartition partition : consumer.assignment()) {
      (order.waiting(partition.partition()) >= MOST_WAITING ? ahead : others).add(partition);
    }
    consumer.pause(ahead);
    consumer.resume(others);
  }

  /** What a reader of the report should know about the topic. */
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
      return reading.poll();
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
