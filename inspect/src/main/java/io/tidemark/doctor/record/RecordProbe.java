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
   * @param from the first one
   * @param to the one after the last
   */
  public record Span(long from, long to) {}

  /**
   * The newest records.
   *
   * @param spans what each partition has
   * @param most how many of a partition
   */
  public List<ConsumerRecord<byte[], byte[]>> newest(
      String topic, Map<Integer, Span> spans, int most) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    spans.forEach(
        (partition, span) ->
            read(
                new TopicPartition(topic, partition),
                new Span(Math.max(span.from, span.to - most), span.to),
                limit.dividedBy(Math.max(1, spans.size())),
                records));
    return records;
  }

  /** Reads until the span ends, or the time is over. */
  private void read(
      TopicPartition partition,
      Span span,
      Duration limit,
      List<ConsumerRecord<byte[], byte[]>> records) {
    if (span.from >= span.to) {
      return;
    }
    long end = System.nanoTime() + limit.toNanos();
    consumer.assign(List.of(partition));
    consumer.seek(partition, span.from);
    while (consumer.position(partition) < span.to && System.nanoTime() < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition)) {
        if (record.offset() >= span.to) {
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
