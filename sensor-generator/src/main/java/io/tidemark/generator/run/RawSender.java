package io.tidemark.generator.run;

import io.tidemark.cli.RootCause;
import io.tidemark.cli.UserError;
import io.tidemark.kafka.ProducerSettings;
import io.tidemark.kafka.UnknownDelivery;
import io.tidemark.model.ledger.Acknowledgements;
import io.tidemark.model.ledger.RunLedger.PartitionEntry;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;

/** Sends to the raw topic asynchronously and counts the broker's acknowledgements. */
public final class RawSender extends ReadingSender {
  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final int partitions;

  /**
   * Only the producer's thread writes the accounts; they are read and replaced after a flush, which
   * waits for that thread. Here is what {@link #takeRecentPartitions} gave.
   */
  private final Acknowledgements earlier = new Acknowledgements();

  private Acknowledgements accounts = new Acknowledgements();

  private final AtomicLong heartbeats = new AtomicLong();
  private final AtomicLong heartbeatFailures = new AtomicLong();
  private volatile Exception lastHeartbeatFailure;
  private volatile boolean aborted;

  /** Calls {@code send}; an error that comes in this thread is of a record that was not sent. */
  private Thread sending;

  /** Opens a producer that waits while the broker is away. */
  public RawSender(Properties client, String topic, int partitions) {
    this(new KafkaProducer<>(ProducerSettings.waiting(client)), topic, partitions);
  }

  /**
   * @param partitions how many the topic has; it may get more
   */
  public RawSender(Producer<byte[], byte[]> producer, String topic, int partitions) {
    this.producer = producer;
    this.topic = topic;
    this.partitions = partitions;
  }

  @Override
  public void send(byte[] key, byte[] value, ReadingOutcome outcome, long line) {
    handOver(
        new ProducerRecord<>(topic, key, value),
        (metadata, error) -> {
          if (error != null) {
            undelivered(
                new UndeliveredRecord(
                    value,
                    outcome,
                    line,
                    reason(error),
                    Thread.currentThread() != sending && UnknownDelivery.isPossible(error),
                    metadata == null ? -1 : metadata.partition()));
            return;
          }
          accounts.reading(metadata.partition(), metadata.offset());
          delivered(value, outcome, metadata.timestamp());
        });
  }

  @Override
  public void sendHeartbeats(byte[] value) {
    int now = partitionsNow();
    for (int partition = 0; partition < now; partition++) {
      handOver(
          new ProducerRecord<>(topic, partition, null, value),
          (metadata, error) -> {
            if (error != null) {
              lastHeartbeatFailure = reason(error);
              heartbeatFailures.incrementAndGet();
              return;
            }
            accounts.record(metadata.partition(), metadata.offset());
            heartbeats.incrementAndGet();
          });
    }
  }

  private int partitionsNow() {
    try {
      return Math.max(partitions, producer.partitionsFor(topic).size());
    } catch (KafkaException | IllegalStateException e) {
      // the heartbeats will fail for the same reason
      return partitions;
    }
  }

  private void handOver(ProducerRecord<byte[], byte[]> record, Callback answer) {
    sending = Thread.currentThread();
    try {
      producer.send(record, answer);
    } catch (KafkaException | IllegalStateException e) {
      if (!aborted) {
        UserError denied = denied(e);
        throw denied == null ? e : denied;
      }
      // the producer is closed, or was closed while this record waited for buffer space
      answer.onCompletion(null, e);
    }
  }

  /**
   * The error of a user who may not write, else null. A producer only says that it is in an error
   * state; the first error is the cause.
   */
  private UserError denied(Exception error) {
    Throwable cause = RootCause.of(error);
    return cause instanceof AuthorizationException
        ? new UserError(
            "Kafka takes no records for the topic "
                + topic
                + ": the user lacks the right to write it ("
                + cause.getMessage()
                + "); give the user that right, or name the file of another user with"
                + " --kafka-properties",
            error)
        : null;
  }

  /** The error of a record; after an abort, the producer's own error has no useful message. */
  private Exception reason(Exception error) {
    if (aborted) {
      return new TimeoutException(
          "the broker had not acknowledged it when the run was ended", error);
    }
    UserError denied = denied(error);
    return denied == null ? error : denied;
  }

  @Override
  public void flush() {
    producer.flush();
  }

  @Override
  public void abort() {
    aborted = true;
    producer.close(Duration.ZERO);
  }

  @Override
  public long heartbeats() {
    return heartbeats.get();
  }

  @Override
  public long heartbeatFailures() {
    return heartbeatFailures.get();
  }

  @Override
  public Exception lastHeartbeatFailure() {
    return lastHeartbeatFailure;
  }

  @Override
  List<PartitionEntry> partitions() {
    takeRecentPartitions();
    return earlier.entries();
  }

  @Override
  List<PartitionEntry> takeRecentPartitions() {
    Acknowledgements taken = accounts;
    earlier.add(taken);
    accounts = new Acknowledgements();
    return taken.entries();
  }

  @Override
  public void close() {
    producer.close();
  }
}
