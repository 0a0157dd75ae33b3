package io.tidemark.supervisor;

import io.tidemark.cli.UserError;
import io.tidemark.kafka.KafkaBroker;
import io.tidemark.kafka.ReadToEnds;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * One record of a topic.
 *
 * @param begin the first offset of its partition that is not deleted
 * @param timestamp epoch milliseconds
 * @param key may be null
 * @param value may be null
 */
record TopicRecord(
    String topic,
    int partition,
    long offset,
    long begin,
    long timestamp,
    byte[] key,
    byte[] value) {
  private static final int LONGEST_TEXT = 200;

  /**
   * Reads the record at an offset.
   *
   * @param kafka the settings of a Kafka client
   * @throws UserError when there is none
   */
  static TopicRecord read(Properties kafka, String topic, int partition, long offset) {
    KafkaBroker broker = new KafkaBroker(kafka);
    int partitions = broker.topic(topic).partitions();
    if (partition >= partitions) {
      throw new UserError(
          "--partition: expected 0 to "
              + (partitions - 1)
              + ", the partitions of the topic "
              + topic
              + ", found "
              + partition);
    }
    TopicPartition place = new TopicPartition(topic, partition);
    try (Consumer<byte[], byte[]> consumer = broker.consumer()) {
      consumer.assign(List.of(place));
      long begin = consumer.beginningOffsets(List.of(place)).get(place);
      long end = consumer.endOffsets(List.of(place)).get(place);
      if (offset < begin || offset >= end) {
        String has = begin == end ? "is empty" : "has the offsets " + begin + " to " + (end - 1);
        throw new UserError(
            "--offset: there is no record "
                + offset
                + ": partition "
                + partition
                + " of the topic "
                + topic
                + " "
                + has);
      }
      consumer.seek(place, offset);
      ReadToEnds reading = new ReadToEnds(consumer, Map.of(place, offset + 1));
      while (!reading.isDone()) {
        for (ConsumerRecord<byte[], byte[]> record : reading.poll()) {
          if (record.offset() == offset) {
            return new TopicRecord(
                topic, partition, offset, begin, record.timestamp(), record.key(), record.value());
          }
        }
      }
    } catch (KafkaException e) {
      throw broker.explain(e);
    }
    throw new UserError(
        "--offset: there is no committed record at offset "
            + offset
            + " of partition "
            + partition
            + " of the topic "
            + topic
            + " (a transaction marker, or a record of an aborted transaction); Druid passes it by"
            + " itself");
  }

  /** The name of its place: {@code topic-partition-offset}. */
  String place() {
    return topic + "-" + partition + "-" + offset;
  }

  /** The record in one line, with a shortened value. */
  String describe() {
    return "record "
        + place()
        + ": key "
        + text(key)
        + ", value "
        + text(value)
        + (value == null ? "" : " (" + value.length + " bytes)");
  }

  /** Text as it is, without control characters; other bytes as hexadecimal digits. */
  private static String text(byte[] bytes) {
    if (bytes == null) {
      return "none";
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      text = null;
    }
    if (text == null || text.chars().anyMatch(Character::isISOControl)) {
      text = "0x" + HexFormat.of().formatHex(bytes);
    }
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
  }
}
