package io.tidemark.kafka;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * A rejected raw record in the dead-letter topic. The value is the original bytes, the key is
 * {@code topic-partition-offset} of the original, and headers hold this position, the timestamp and
 * the reason. A dead letter that is written twice has the same key both times.
 *
 * @param topic of the original
 * @param partition of the original
 * @param offset of the original
 * @param timestamp of the original, epoch milliseconds; 1 when the letter has none, as those of
 *     earlier versions
 * @param reason why the record was rejected, as text for people
 * @param value the original bytes; null for a record without a value
 * @param datasource the datasource of Druid that lacks the record because its supervisor was moved
 *     past it; null when the record was rejected by the aggregation
 */
public record DeadLetter(
    String topic,
    int partition,
    long offset,
    long timestamp,
    String reason,
    byte[] value,
    String datasource) {
  private static final String REASON = "reason";
  private static final String TOPIC = "topic";
  private static final String PARTITION = "partition";
  private static final String OFFSET = "offset";
  private static final String TIMESTAMP = "timestamp";
  private static final long NO_TIMESTAMP = 1;

  /**
   * The header of a letter for a record that a datasource of Druid was made to skip: the name of
   * the datasource. The record may be a reading for all other stations.
   */
  public static final String DATASOURCE = "datasource";

  /** A record that the aggregation has rejected. */
  public DeadLetter(
      String topic, int partition, long offset, long timestamp, String reason, byte[] value) {
    this(topic, partition, offset, timestamp, reason, value, null);
  }

  /** The dead letter as a record for the dead-letter topic. */
  public ProducerRecord<byte[], byte[]> toRecord(String deadLetterTopic) {
    String key = topic + "-" + partition + "-" + offset;
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(deadLetterTopic, bytes(key), value);
    record
        .headers()
        .add(REASON, bytes(reason))
        .add(TOPIC, bytes(topic))
        .add(PARTITION, bytes(Integer.toString(partition)))
        .add(OFFSET, bytes(Long.toString(offset)))
        .add(TIMESTAMP, bytes(Long.toString(timestamp)));
    if (datasource != null) {
      record.headers().add(DATASOURCE, bytes(datasource));
    }
    return record;
  }

  /**
   * Reads a record of the dead-letter topic.
   *
   * @throws IllegalArgumentException when a header of the position is missing, or a number is none
   */
  public static DeadLetter of(ConsumerRecord<byte[], byte[]> record) {
    Headers headers = record.headers();
    return new DeadLetter(
        text(headers, TOPIC),
        Integer.parseInt(text(headers, PARTITION)),
        Long.parseLong(text(headers, OFFSET)),
        headers.lastHeader(TIMESTAMP) == null
            ? NO_TIMESTAMP
            : Long.parseLong(text(headers, TIMESTAMP)),
        text(headers, REASON),
        record.value(),
        headers.lastHeader(DATASOURCE) == null ? null : text(headers, DATASOURCE));
  }

  private static String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    if (header == null || header.value() == null) {
      throw new IllegalArgumentException("no header " + name);
    }
    return new String(header.value(), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
