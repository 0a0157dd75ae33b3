package io.tidemark.spark.sink;

import io.tidemark.spark.kafka.KafkaClientPool;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.WriterCommitMessage;

/**
 * One attempt to write one partition's rows of one epoch: all of them and the epoch in a single
 * transaction, or nothing when an earlier attempt has committed the epoch already. Without rows it
 * does nothing at all. The rows have the key first, then the value, then the topic.
 *
 * <p>The producer of the epoch before goes on where it was kept; whatever fails begins anew.
 */
final class EpochWriter implements DataWriter<InternalRow> {
  /**
   * For whom a producer writes.
   *
   * @param partition of the query
   */
  private record Writer(CommittedEpochs epochs, int partition) {}

  /**
   * A producer between two epochs. What was committed last need not be looked up for it: whoever
   * has committed since then has fenced it before, and it can commit nothing any more.
   *
   * @param epoch the last one that it committed
   */
  private record Committed(Producer<byte[], byte[]> producer, long epoch) {}

  private static final KafkaClientPool<Writer, Committed> IDLE =
      new KafkaClientPool<>(System::nanoTime, kept -> kept.producer().close(Duration.ZERO));

  private final CommittedEpochs epochs;
  private final int partition;
  private final long epoch;
  private final boolean more;
  private final WriterCommitMessage message;
  private Producer<byte[], byte[]> producer;
  private boolean committedBefore;

  /**
   * @param more whether there will be another epoch of this query
   */
  EpochWriter(
      CommittedEpochs epochs,
      int partition,
      long epoch,
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
      byte[] value = row.getUTF8String(1).getBytes();
      producer.send(new ProducerRecord<>(row.getUTF8String(2).toString(), key, value));
    }
  }

  private void begin() {
    OptionalLong last;
    Optional<Committed> kept = IDLE.take(writer());
    if (kept.isPresent()) {
      producer = kept.get().producer();
      last = OptionalLong.of(kept.get().epoch());
    } else {
      producer = epochs.producer(partition);
      // in this order: once it is fenced, no earlier attempt can commit behind the look
      producer.initTransactions();
      last = epochs.committed(partition);
    }
    if (last.isPresent() && last.getAsLong() > epoch) {
      throw new IllegalStateException(
          "epoch "
              + epoch
              + " is to be written to "
              + epochs.topic()
              + ", which has epoch "
              + last.getAsLong()
              + " of this query: another job runs with a copy of this checkpoint, or the checkpoint"
              + " is an older copy; stop the other job, or begin anew with empty topics");
    }
    committedBefore = last.isPresent() && last.getAsLong() == epoch;
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
      // throws when a single row could not be delivered
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
      // everything is committed or given up: there is nothing to wait for
      producer.close(Duration.ZERO);
      producer = null;
    }
  }
}
