package io.tidemark.doctor.record;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
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
                record -> {
                  records.add(record);
                  return true;
                }));
    return records;
  }

  /** The first record of each partition that the test accepts. */
  public List<ConsumerRecord<byte[], byte[]>> first(
      String topic, Map<Integer, Span> spans, Predicate<ConsumerRecord<byte[], byte[]>> test) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    spans.forEach(
        (partition, span) ->
            read(
                new TopicPartition(topic, partition),
                span,
                limit.dividedBy(Math.max(1, spans.size())),
                record -> !test.test(record) || !records.add(record)));
    return records;
  }

  /** Reads until {@code to} returns false, the span ends, or the time is over. */
  private void read(
      TopicPartition partition,
      Span span,
      Duration limit,
      Predicate<ConsumerRecord<byte[], byte[]>> to) {
    if (span.from >= span.to) {
      return;
    }
    long end = System.nanoTime() + limit.toNanos();
    consumer.assign(List.of(partition));
    consumer.seek(partition, span.from);
    while (consumer.position(partition) < span.to && System.nanoTime() < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition)) {
        if (record.offset() >= span.to || !to.test(record)) {
          return;
        }
      }
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
