package io.tidemark.spark.source;

import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.connector.read.streaming.ReportsSourceMetrics;
import org.apache.spark.sql.connector.read.streaming.SupportsTriggerAvailableNow;

/** A stream whose batches Spark's Kafka source plans and {@link RangeReader} reads. */
final class PlannedStream
    implements MicroBatchStream, SupportsTriggerAvailableNow, ReportsSourceMetrics {
  private final MicroBatchStream planned;
  private final SupportsTriggerAvailableNow limited;
  private final ReportsSourceMetrics measured;

  /**
   * @param planned of Spark's Kafka source
   */
  PlannedStream(MicroBatchStream planned) {
    this.planned = planned;
    limited = (SupportsTriggerAvailableNow) planned;
    measured = (ReportsSourceMetrics) planned;
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
    return limited.latestOffset(start, limit);
  }

  @Override
  public Offset reportLatestOffset() {
    return limited.reportLatestOffset();
  }

  @Override
  public ReadLimit getDefaultReadLimit() {
    return limited.getDefaultReadLimit();
  }

  @Override
  public void prepareForTriggerAvailableNow() {
    limited.prepareForTriggerAvailableNow();
  }

  @Override
  public Offset deserializeOffset(String json) {
    return planned.deserializeOffset(json);
  }

  @Override
  public InputPartition[] planInputPartitions(Offset start, Offset end) {
    return planned.planInputPartitions(start, end);
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return new RangeReader.Factory(true);
  }

  @Override
  public Map<String, String> metrics(Optional<Offset> latestConsumed) {
    return measured.metrics(latestConsumed);
  }

  @Override
  public void commit(Offset end) {
    planned.commit(end);
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
