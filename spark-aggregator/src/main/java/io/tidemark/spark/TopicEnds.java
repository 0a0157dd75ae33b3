package io.tidemark.spark;

import io.tidemark.kafka.KafkaTopics;
import io.tidemark.spark.kafka.SourceOffsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * The ends of topics, and the lag of a query behind them. Spark's metric {@code
 * maxOffsetsBehindLatest} compares a batch with the end of the topic at planning time, and a batch
 * reads to that end, so the metric is always 0. This class compares with the current end of the
 * topic.
 */
final class TopicEnds implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final Admin admin;

  /**
   * @param client Kafka client settings, with the address
   * @throws io.tidemark.cli.UserError when no broker answers at the address
   */
  TopicEnds(Properties client) {
    admin = KafkaTopics.admin(client);
  }

  /**
   * How many records lie between offsets and the ends of their topics, over all partitions.
   *
   * @param offsets as Spark's Kafka source writes them, {@code {"topic":{"0":17}}}
   * @return nothing when Kafka does not answer within two seconds
   */
  OptionalLong behind(String offsets) {
    Map<TopicPartition, Long> read = SourceOffsets.read(offsets);
    Map<TopicPartition, Long> ends = of(read.keySet());
    return ends.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(
            read.entrySet().stream()
                .mapToLong(one -> Math.max(0, ends.get(one.getKey()) - one.getValue()))
                .sum());
  }

  /**
   * The offsets after the last record of partitions, those of open transactions among them.
   *
   * @return nothing when Kafka does not answer within two seconds
   */
  Map<TopicPartition, Long> of(Set<TopicPartition> partitions) {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
    try {
      Map<TopicPartition, Long> ends = new HashMap<>();
      admin
          .listOffsets(latest)
          .all()
          .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
          .forEach((partition, end) -> ends.put(partition, end.offset()));
      return ends;
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      return Map.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Map.of();
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
