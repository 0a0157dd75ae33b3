package io.tidemark.spark.sink;

import io.tidemark.spark.kafka.KafkaClientPool;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.WriterCommitMessage;

/**
 * One attempt to write the rows of one partition and one epoch: all rows and the epoch in a single
 * transaction, or nothing if an earlier attempt has committed the epoch. Without rows it has no
 * effect. The columns are the key, the value and the topic, in this order.
 *
 * <p>The producer of the previous epoch is reused if it is still in the pool; after a failure a new
 * one is created.
 */
final class EpochWriter implements DataWriter<InternalRow> {
  /**
   * The key of a producer in the pool.
   *
   * @param partition of the query
   */
  private record Writer(CommittedEpochs epochs, int partition) {}

  /**
   * A producer between two epochs. Its last committed epoch need not be read from Kafka: any other
   * producer that commits for this partition fences it first, so that its next commit fails.
   *
   * @param epoch the last epoch that it committed
   */
  private record Committed(Producer<byte[], byte[]> producer, CommittedEpochs.Epoch epoch) {}

  private static final KafkaClientPool<Writer, Committed> IDLE =
      new KafkaClientPool<>(System::nanoTime, kept -> kept.producer().close(Duration.ZERO));

  private final CommittedEpochs epochs;
  private final int partition;
  private final CommittedEpochs.Epoch epoch;
  private final boolean more;
  private final WriterCommitMessage message;
  private Producer<byte[], byte[]> producer;
  private boolean committedBefore;

  /**
   * @param more whether this query will write further epochs
   */
  EpochWriter(
      CommittedEpochs epochs,
      int partition,
      CommittedEpochs.Epoch epoch,
      boolean more,
      WriterCommitMessage message) {
    this.epochs = epochs;
    this.partition = partition;
    this.epoch = epoch;
    this.more = more;
    this.message = message;
  }

  @Override
  public void write(InternalRow row) {
    if (producer == null && !committedBefore) {
      begin();
    }
    if (!committedBefore) {
      byte[] key = row.getUTF8String(0).getBytes();
      byte[] value = row.getBinary(1);
      producer.send(new ProducerRecord<>(row.getUTF8String(2).toString(), key, value));
    }
  }

  private void begin() {
    Optional<CommittedEpochs.Epoch> last;
    Optional<Committed> kept = IDLE.take(writer());
    if (kept.isPresent()) {
      producer = kept.get().producer();
      last = kept.map(Committed::epoch);
    } else {
      producer = epochs.producer(partition);
      // in this order: a fenced attempt cannot commit after the last epoch was read
      producer.initTransactions();
      last = epochs.committed(partition);
    }
    if (last.filter(one -> one.number() > epoch.number() || one.differsFrom(epoch)).isPresent()) {
      throw new IllegalStateException(
          "epoch "
              + epoch.number()
              + " is to be written to "
              + epochs.topic()
              + ", which has epoch "
              + last.get().number()
              + " of this query"
              + (last.get().number() == epoch.number() ? ", planned otherwise" : "")
              + ": another job runs with a copy of this checkpoint, or the checkpoint is an older"
              + " copy; stop the other job, or begin a new checkpoint with --rebuild");
    }
    committedBefore = last.filter(one -> one.number() == epoch.number()).isPresent();
    if (committedBefore) {
      close();
    } else {
      producer.beginTransaction();
    }
  }

  @Override
  public WriterCommitMessage commit() {
    if (producer != null) {
      epochs.add(producer, partition, epoch);
      // throws if any row could not be delivered
      producer.commitTransaction();
      if (more) {
        IDLE.keep(writer(), new Committed(producer, epoch));
        producer = null;
      }
    }
    return message;
  }

  private Writer writer() {
    return new Writer(epochs, partition);
  }

  @Override
  public void abort() {
    if (producer != null) {
      producer.abortTransaction();
    }
  }

  @Override
  public void close() {
    if (producer != null) {
      // the transaction is committed or aborted: no need to wait
      producer.close(Duration.ZERO);
      producer = null;
    }
  }
}
