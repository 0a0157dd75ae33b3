package io.tidemark.spark.source;

import io.tidemark.spark.kafka.KafkaClientPool;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.kafka010.KafkaBatchInputPartition;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * Reads one range of offsets. Each poll becomes one columnar batch, whose columns read the records
 * directly: records are not copied into rows, and the only requests to the broker are fetches.
 *
 * <p>The consumer of a partition is reused by the next batch, with the records that it has fetched
 * ahead.
 */
final class RangeReader implements PartitionReader<ColumnarBatch> {
  /**
   * The key of a consumer in the pool.
   *
   * @param settings of the Kafka client; they include the consumer group, which is unique to the
   *     query
   */
  private record Owner(Map<String, Object> settings, TopicPartition partition) {
    /** Without the settings, which can hold a password. */
    @Override
    public String toString() {
      return "a consumer of " + partition;
    }
  }

  private static final KafkaClientPool<Owner, PartitionConsumer> IDLE =
      new KafkaClientPool<>(System::nanoTime, PartitionConsumer::close);

  private final KafkaBatchInputPartition range;
  private final boolean more;
  private final Owner owner;
  private final RecordColumns columns;
  private final PartitionConsumer consumer;
  private boolean begun;
  private boolean failed;

  private RangeReader(KafkaBatchInputPartition range, boolean more) {
    this.range = range;
    this.more = more;
    owner = new Owner(range.executorKafkaParams(), range.offsetRange().topicPartition());
    columns = new RecordColumns(owner.partition());
    consumer = IDLE.take(owner).orElseGet(this::newConsumer);
  }

  private PartitionConsumer newConsumer() {
    return new PartitionConsumer(
        new KafkaConsumer<>(owner.settings()),
        owner.partition(),
        Duration.ofMillis(range.pollTimeoutMs()));
  }

  @Override
  public boolean next() {
    failed = true;
    if (!begun) {
      consumer.begin(range.offsetRange().fromOffset(), range.offsetRange().untilOffset());
      begun = true;
    }
    RecordSlice records = consumer.next();
    failed = false;
    columns.show(records);
    return !records.isEmpty();
  }

  @Override
  public ColumnarBatch get() {
    return columns.batch();
  }

  /** A consumer that failed is not reused, because its state is undefined. */
  @Override
  public void close() {
    if (more && !failed) {
      IDLE.keep(owner, consumer);
    } else {
      consumer.close();
    }
  }

  /**
   * @param more whether the same query will read further ranges
   */
  record Factory(boolean more) implements PartitionReaderFactory {
    @Override
    public boolean supportColumnarReads(InputPartition partition) {
      return true;
    }

    @Override
    public PartitionReader<ColumnarBatch> createColumnarReader(InputPartition partition) {
      return new RangeReader((KafkaBatchInputPartition) partition, more);
    }

    @Override
    public PartitionReader<InternalRow> createReader(InputPartition partition) {
      throw new UnsupportedOperationException("records come in columns");
    }
  }
}
