package io.tidemark.backfill;

import io.tidemark.kafka.KafkaBroker;
import io.tidemark.kafka.ReadToEnds;
import io.tidemark.kafka.TopicOffsets;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.RawDecoder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * The offsets at which a raw topic ended at one moment, and what has arrived since.
 *
 * @param next the offset after the last entry of each partition
 * @param read of each partition that has records the offset after the last one: a marker of a
 *     transaction may follow it, and Druid's tasks do not count it
 */
record RawTopicEnd(StreamDefinition definition, Map<Integer, Long> next, Map<Integer, Long> read) {
  /** How many entries are searched for the last record of a partition. */
  private static final long LAST = 1000;

  /**
   * Looks at the topic now.
   *
   * @throws io.tidemark.cli.UserError when it cannot be read
   */
  static RawTopicEnd now(StreamDefinition definition, KafkaBroker broker) {
    int partitions = broker.topic(definition.raw().topic()).partitions();
    try (Consumer<byte[], byte[]> consumer = broker.consumer()) {
      return now(definition, partitions, consumer);
    } catch (KafkaException e) {
      throw broker.explain(e);
    }
  }

  static RawTopicEnd now(
      StreamDefinition definition, int count, Consumer<byte[], byte[]> consumer) {
    List<TopicPartition> partitions =
        IntStream.range(0, count)
            .mapToObj(partition -> new TopicPartition(definition.raw().topic(), partition))
            .toList();
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
    Map<Integer, Long> next = new TreeMap<>();
    Map<Integer, Long> read = new TreeMap<>();
    Map<TopicPartition, Long> from = new HashMap<>();
    for (TopicPartition partition : partitions) {
      long end = ends.get(partition);
      long begin = begins.get(partition);
      next.put(partition.partition(), end);
      if (begin < end) {
        read.put(partition.partition(), end);
        from.put(partition, Math.max(begin, end - LAST));
      }
    }
    read(consumer, from, ends, record -> read.put(record.partition(), record.offset() + 1));
    return new RawTopicEnd(definition, next, read);
  }

  /** As Spark's Kafka source takes them: {@code {"topic":{"0":17}}}. */
  String json() {
    return new TopicOffsets(new TreeMap<>(next)).source(definition.raw().topic());
  }

  /**
   * The number of readings of a span that have arrived after this end.
   *
   * @param until the offsets at which to stop; a partition that is missing is not read
   * @throws io.tidemark.cli.UserError when it cannot be read
   */
  long arrived(TimeInterval span, Map<Integer, Long> until, KafkaBroker broker) {
    try (Consumer<byte[], byte[]> consumer = broker.consumer()) {
      return arrived(span, until, consumer);
    } catch (KafkaException e) {
      throw broker.explain(e);
    }
  }

  long arrived(TimeInterval span, Map<Integer, Long> until, Consumer<byte[], byte[]> consumer) {
    Map<TopicPartition, Long> from = new HashMap<>();
    Map<TopicPartition, Long> to = new HashMap<>();
    until.forEach(
        (partition, end) -> {
          TopicPartition one = new TopicPartition(definition.raw().topic(), partition);
          from.put(one, next.getOrDefault(partition, 0L));
          to.put(one, end);
        });
    RawDecoder decoder = new RawDecoder(definition.raw());
    Reading reading = definition.raw().newReading();
    int time = definition.raw().indexOf(definition.raw().time());
    long first = span.from().toEpochMilli();
    long last = span.to().toEpochMilli() - 1;
    long[] count = new long[1];
    read(
        consumer,
        from,
        to,
        record -> {
          if (decoder.decode(record.value(), record.timestamp(), reading) == null
              && !reading.heartbeat()
              && reading.number(time) >= first
              && reading.number(time) <= last) {
            count[0]++;
          }
        });
    return count[0];
  }

  private static void read(
      Consumer<byte[], byte[]> consumer,
      Map<TopicPartition, Long> from,
      Map<TopicPartition, Long> to,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> each) {
    if (from.isEmpty()) {
      return;
    }
    consumer.assign(from.keySet());
    from.forEach(consumer::seek);
    Map<TopicPartition, Long> ends = new HashMap<>(to);
    ends.keySet().retainAll(from.keySet());
    ReadToEnds reading = new ReadToEnds(consumer, ends);
    while (!reading.isDone()) {
      for (ConsumerRecord<byte[], byte[]> record : reading.poll()) {
        if (reading.covers(record)) {
          each.accept(record);
        }
      }
    }
  }
}
