package io.tidemark.doctor.record;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads records of a topic for a few seconds at most.
 *
 * @param consumer of committed records
 * @param limit how long to read
 */
public record RecordProbe(Consumer<byte[], byte[]> consumer, Duration limit)
    implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  /**
   * Offsets of a partition.
   *
   * @param begin the first one
   * @param end the one after the last
   */
  public record Range(long begin, long end) {}

  /**
   * The newest records.
   *
   * @param ranges what each partition has
   * @param most how many of a partition
   */
  public List<ConsumerRecord<byte[], byte[]>> newest(
      String topic, Map<Integer, Range> ranges, int most) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    ranges.forEach(
        (partition, range) ->
            read(
                new TopicPartition(topic, partition),
                new Range(Math.max(range.begin, range.end - most), range.end),
                limit.dividedBy(Math.max(1, ranges.size())),
                records));
    return records;
  }

  /** Reads until the range ends, or the time is over. */
  private void read(
      TopicPartition partition,
      Range range,
      Duration limit,
      List<ConsumerRecord<byte[], byte[]>> records) {
    if (range.begin >= range.end) {
      return;
    }
    long end = System.nanoTime() + limit.toNanos();
    consumer.assign(List.of(partition));
    consumer.seek(partition, range.begin);
    while (consumer.position(partition) < range.end && System.nanoTime() < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition)) {
        if (record.offset() >= range.end) {
          return;
        }
        records.add(record);
      }
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
