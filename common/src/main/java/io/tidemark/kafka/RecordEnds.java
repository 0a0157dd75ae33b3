package io.tidemark.kafka;

import io.tidemark.cli.UserError;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Where the records of a topic end. Kafka tells the end of a partition with the markers of
 * transactions and with the records of aborted ones, which no consumer gets.
 */
public final class RecordEnds {
  /** How many offsets before the end are looked at first. */
  private static final long FIRST_LOOK = 1_000;

  private static final long GROWTH = 16;

  private RecordEnds() {}

  /**
   * Reads the last records of each partition; nothing before them.
   *
   * @return the offset after the last committed record, by partition; one without records is
   *     missing
   * @throws UserError when the broker does not answer or has no such topic
   */
  public static Map<Integer, Long> of(KafkaBroker broker, String topic) {
    List<TopicPartition> partitions =
        IntStream.range(0, broker.topic(topic).partitions())
            .mapToObj(partition -> new TopicPartition(topic, partition))
            .toList();
    Map<Integer, Long> found = new HashMap<>();
    try (Consumer<byte[], byte[]> consumer = broker.consumer()) {
      Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      for (TopicPartition partition : partitions) {
        long end = end(consumer, partition, begins.get(partition), ends.get(partition));
        if (end > 0) {
          found.put(partition.partition(), end);
        }
      }
    } catch (KafkaException e) {
      throw broker.explain(e);
    }
    return found;
  }

  /** Looks at more and more offsets before the end; 0 without a record. */
  private static long end(
      Consumer<byte[], byte[]> consumer, TopicPartition partition, long begin, long end) {
    consumer.assign(List.of(partition));
    long found = 0;
    long start = end;
    for (long look = FIRST_LOOK; found == 0 && start > begin; look *= GROWTH) {
      start = Math.max(begin, end - look);
      consumer.seek(partition, start);
      ReadToEnds reading = new ReadToEnds(consumer, Map.of(partition, end));
      while (!reading.isDone()) {
        for (ConsumerRecord<byte[], byte[]> record : reading.poll()) {
          found = record.offset() + 1;
        }
      }
    }
    return found;
  }
}
