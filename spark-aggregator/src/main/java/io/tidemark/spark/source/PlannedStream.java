package io.tidemark.spark.source;

import io.tidemark.spark.watermark.PartitionWatermark;
import io.tidemark.spark.watermark.RunningQuery;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.connector.read.streaming.ReportsSourceMetrics;
import org.apache.spark.sql.connector.read.streaming.SupportsTriggerAvailableNow;
import org.apache.spark.sql.kafka010.KafkaMicroBatchStream;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A stream whose epochs Spark's Kafka source plans and {@link RangeReader} reads. With a {@link
 * PartitionWatermark} an {@link EpochPlan} bounds the epochs to their {@link EpochSize}, and the
 * watermark is set with each.
 */
final class PlannedStream
    implements MicroBatchStream, SupportsTriggerAvailableNow, ReportsSourceMetrics {
  private final KafkaMicroBatchStream planned;
  private final PartitionWatermark watermark;
  private final EpochPlan epochs;
  private final EpochSize size;

  /** Whether this run has planned an epoch, or executes one again. */
  private boolean begun;

  /**
   * @param planned of Spark's Kafka source
   * @param watermark null if the query has none, or Spark's own
   * @param epochs bounds them if there is a watermark
   * @param size the bound
   */
  PlannedStream(
      KafkaMicroBatchStream planned,
      PartitionWatermark watermark,
      EpochPlan epochs,
      EpochSize size) {
    this.planned = planned;
    this.watermark = watermark;
    this.epochs = epochs;
    this.size = size;
  }

  @Override
  public Offset initialOffset() {
    return planned.initialOffset();
  }

  @Override
  public Offset latestOffset() {
    return planned.latestOffset();
  }

  @Override
  public Offset latestOffset(Offset start, ReadLimit limit) {
    Offset latest = planned.latestOffset(PlannedOffset.kafka(start), limit);
    if (watermark == null || latest == null) {
      return latest;
    }
    Map<TopicPartition, Long> begins = PlannedOffset.partitions(start);
    Map<TopicPartition, Long> all = PlannedOffset.partitions(latest);
    boolean sameTopic = begins.keySet().equals(all.keySet());
    if (!sameTopic) {
      addBegins(begins, all.keySet());
    }
    size.learn(RunningQuery.current().lastProgress());
    Map<TopicPartition, Long> ends = epochs.ends(size.records(), begins, all, watermark::greatest);
    boolean moved = watermark.plan(begins);
    boolean first = !begun;
    begun = true;
    if (!sameTopic || !ends.equals(begins)) {
      return PlannedOffset.of(ends);
    }
    // Spark plans an epoch without records only after it has executed another in this run
    return first && moved ? PlannedOffset.another(start) : start;
  }

  /** Partitions that the topic did not have before are read from their first offsets. */
  private void addBegins(Map<TopicPartition, Long> begins, Set<TopicPartition> partitions) {
    List<TopicPartition> added =
        partitions.stream().filter(partition -> !begins.containsKey(partition)).toList();
    CollectionConverters.asJava(
            planned
                .kafkaOffsetReader()
                .fetchEarliestOffsets(CollectionConverters.asScala(added).toSeq()))
        .forEach((partition, first) -> begins.put(partition, (Long) first));
  }

  @Override
  public Offset reportLatestOffset() {
    return planned.reportLatestOffset();
  }

  @Override
  public ReadLimit getDefaultReadLimit() {
    return planned.getDefaultReadLimit();
  }

  @Override
  public void prepareForTriggerAvailableNow() {
    planned.prepareForTriggerAvailableNow();
  }

  @Override
  public Offset deserializeOffset(String json) {
    return new PlannedOffset(json);
  }

  @Override
  public InputPartition[] planInputPartitions(Offset start, Offset end) {
    begun = true;
    return planned.planInputPartitions(PlannedOffset.kafka(start), PlannedOffset.kafka(end));
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return new RangeReader.Factory(true);
  }

  @Override
  public Map<String, String> metrics(Optional<Offset> latestConsumed) {
    return planned.metrics(latestConsumed.map(PlannedOffset::kafka));
  }

  @Override
  public void commit(Offset end) {
    planned.commit(PlannedOffset.kafka(end));
  }

  @Override
  public void stop() {
    planned.stop();
  }

  @Override
  public String toString() {
    return planned.toString();
  }
}
