package io.tidemark.kafka;

import io.tidemark.cli.HumanFormat;
import io.tidemark.cli.UserError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
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
  private static final Duration PATIENCE = Duration.ofSeconds(30);

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
   *     away, or when none come for half a minute
   */
  public void readOn(KafkaBroker.Topic now, Consumer<ConsumerRecord<byte[], byte[]>> to) {
    readAll(now, (records, ends) -> records.forEach(to));
  }

  /**
   * Reads on as {@link #readOn}, and passes the records on in the order of their timestamps over
   * all partitions. A partition that is ahead of the others is paused, so that memory is bounded.
   */
  public void readOnInOrder(KafkaBroker.Topic now, Consumer<ConsumerRecord<byte[], byte[]>> to) {
    readAll(
        now,
        (records, ends) -> {
          records.forEach(order::add);
          order.pass(awaited(ends), to);
          pauseThoseAhead();
        });
    order.pass(Set.of(), to);
    consumer.resume(consumer.paused());
  }

  private void readAll(
      KafkaBroker.Topic now,
      BiConsumer<ConsumerRecords<byte[], byte[]>, Map<TopicPartition, Long>> to) {
    if (topicId != null && !topicId.equals(now.id())) {
      throw new UserError(
          "the topic " + topic + " was made again while it was being read; run the audit again");
    }
    topicId = now.id();
    List<TopicPartition> partitions =
        IntStream.range(0, now.partitions()).mapToObj(p -> new TopicPartition(topic, p)).toList();
    assign(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    long before = System.nanoTime();
    long left = left(ends);
    while (left > 0) {
      to.accept(poll(), ends);
      long still = left(ends);
      if (still != left) {
        before = System.nanoTime();
        left = still;
      } else if (System.nanoTime() - before > PATIENCE.toNanos()) {
        throw new UserError(
            String.format(
                "the topic %s gives no records for %d s, %,d before its end; look at the broker",
                topic, PATIENCE.toSeconds(), left));
      }
    }
  }

  /** The partitions that have not come to their end. */
  private Set<Integer> awaited(Map<TopicPartition, Long> ends) {
    Set<Integer> awaited = new HashSet<>();
    ends.forEach(
        (partition, end) -> {
          if (consumer.position(partition) < end) {
            awaited.add(partition.partition());
          }
        });
    return awaited;
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

  private ConsumerRecords<byte[], byte[]> poll() {
    try {
      return consumer.poll(Duration.ofMillis(500));
    } catch (OffsetOutOfRangeException e) {
      throw new UserError(
          "records of the topic "
              + topic
              + " were deleted before they were counted; see its retention, then run the audit"
              + " again",
          e);
    }
  }

  private long left(Map<TopicPartition, Long> ends) {
    long left = 0;
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      left += Math.max(0, end.getValue() - consumer.position(end.getKey()));
    }
    return left;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
