package io.tidemark.spark.rebuild;

import io.tidemark.kafka.KafkaBroker;
import io.tidemark.kafka.KafkaTopics;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.RawDecoder;
import io.tidemark.model.record.TimeLimits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** From which event time on a raw topic still has all readings. */
final class RetainedReadings {
  private static final Duration POLL = Duration.ofSeconds(2);

  /** Records of a partition in which an event time is looked for. */
  private static final int MOST_RECORDS = 100_000;

  private RetainedReadings() {}

  /**
   * @return epoch milliseconds; empty when no record was deleted. Readings are taken to be out of
   *     order by at most the delay of the watermark
   */
  static OptionalLong from(KafkaBroker broker, StreamDefinition definition, TimeLimits limits) {
    try (Consumer<byte[], byte[]> consumer = broker.consumer()) {
      List<TopicPartition> partitions = KafkaTopics.partitions(consumer, definition.raw().topic());
      Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      OptionalLong from = OptionalLong.empty();
      for (TopicPartition partition : partitions) {
        if (begins.get(partition) > 0 && begins.get(partition) < ends.get(partition)) {
          OptionalLong first =
              firstTime(consumer, partition, begins.get(partition), definition, limits);
          if (first.isPresent()) {
            long time = first.getAsLong() + definition.aggregated().watermark().toMillis();
            from = OptionalLong.of(Math.max(time, from.orElse(time)));
          }
        }
      }
      return from;
    } catch (KafkaException e) {
      throw broker.explain(e);
    }
  }

  private static OptionalLong firstTime(
      Consumer<byte[], byte[]> consumer,
      TopicPartition partition,
      long begin,
      StreamDefinition definition,
      TimeLimits limits) {
    RawDecoder decoder = new RawDecoder(definition.raw());
    TimeLimits.Check check = limits.check(definition);
    Reading reading = definition.raw().newReading();
    consumer.assign(List.of(partition));
    consumer.seek(partition, begin);
    for (int records = 0; records < MOST_RECORDS; ) {
      List<ConsumerRecord<byte[], byte[]>> polled = consumer.poll(POLL).records(partition);
      if (polled.isEmpty()) {
        return OptionalLong.empty();
      }
      for (ConsumerRecord<byte[], byte[]> record : polled) {
        records++;
        if (decoder.decode(record.value(), record.timestamp(), reading) == null
            && check.problem(reading, record.timestamp(), System.currentTimeMillis()) == null) {
          return OptionalLong.of(reading.number(definition.raw().indexOf(definition.raw().time())));
        }
      }
    }
    return OptionalLong.empty();
  }
}
