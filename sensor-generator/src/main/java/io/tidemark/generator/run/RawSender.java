package io.tidemark.generator.run;

import io.tidemark.kafka.ProducerSettings;
import io.tidemark.model.ledger.Acknowledgements;
import io.tidemark.model.ledger.RunLedger.PartitionEntry;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;

/** Sends to the raw topic asynchronously and counts the broker's acknowledgements. */
public final class RawSender implements AutoCloseable {
  private final Producer<byte[], byte[]> producer;
  private final String topic;

  /**
   * Only the producer's thread writes it; it is read after a flush, which waits for that thread.
   */
  private final Acknowledgements accounts;

  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final Queue<UndeliveredRecord> failed = new ConcurrentLinkedQueue<>();
  private final Queue<DeliveryCounts> arrived = new ConcurrentLinkedQueue<>();
  private final AtomicLong heartbeats = new AtomicLong();
  private final AtomicLong heartbeatFailures = new AtomicLong();
  private volatile Exception lastFailure;
  private volatile Exception lastHeartbeatFailure;
  private volatile boolean aborted;

  public RawSender(Properties client, String topic, int partitions) {
    this(new KafkaProducer<>(ProducerSettings.with(client)), topic, partitions);
  }

  public RawSender(Producer<byte[], byte[]> producer, String topic, int partitions) {
    this.producer = producer;
    this.topic = topic;
    accounts = new Acknowledgements(partitions);
  }

  /**
   * Sends a reading; it is acknowledged or {@link #failed} by the end of {@link #flush}.
   *
   * @param outcome is returned with the record when it fails
   */
  public void send(byte[] key, byte[] value, ReadingOutcome outcome) {
    send(key, value, outcome, 0);
  }

  /**
   * Sends the record of a line of a recording; by the end of {@link #flush} it is acknowledged or
   * {@link #failed}, and {@link #arrived} if its outcome depends on the arrival.
   *
   * @param key may be null
   * @param line is returned with the record when it fails
   */
  public void send(byte[] key, byte[] value, ReadingOutcome outcome, long line) {
    handOver(
        new ProducerRecord<>(topic, key, value),
        (metadata, error) -> {
          if (error != null) {
            Exception reason = reason(error);
            lastFailure = reason;
            failures.incrementAndGet();
            failed.add(new UndeliveredRecord(value, outcome, line, reason));
            return;
          }
          if (outcome == ReadingOutcome.ON_ARRIVAL) {
            arrived.add(new DeliveryCounts(value, metadata.timestamp()));
          }
          accounts.reading(metadata.partition(), metadata.offset());
          // one writer needs no atomic increment, which would cost time for every reading
          acknowledged.setRelease(acknowledged.getPlain() + 1);
        });
  }

  /** Sends one heartbeat to each partition. */
  public void sendHeartbeats(byte[] value) {
    for (int partition = 0; partition < accounts.partitions(); partition++) {
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

  private void handOver(ProducerRecord<byte[], byte[]> record, Callback answer) {
    try {
      producer.send(record, answer);
    } catch (KafkaException | IllegalStateException e) {
      if (!aborted) {
        throw e;
      }
      // the producer is closed, or was closed while this record waited for buffer space
      answer.onCompletion(null, e);
    }
  }

  /** The error of a record; after an abort, the producer's own error has no useful message. */
  private Exception reason(Exception error) {
    return aborted
        ? new TimeoutException("the broker had not acknowledged it when the run was ended", error)
        : error;
  }

  /** Waits until every record sent so far is acknowledged or has failed. */
  public void flush() {
    producer.flush();
  }

  /**
   * Aborts all records that the broker has not acknowledged: they count as {@link #failed}, and so
   * do records that are sent later. Another thread may call this while {@link #send} or {@link
   * #flush} waits for the broker; they then return.
   */
  public void abort() {
    aborted = true;
    producer.close(Duration.ZERO);
  }

  /** Readings that the broker has acknowledged. */
  long acknowledged() {
    return acknowledged.get();
  }

  /** The number of failed readings. */
  long failures() {
    return failures.get();
  }

  /** Acknowledged records whose outcome is undecided; the caller removes them. */
  public Queue<DeliveryCounts> arrived() {
    return arrived;
  }

  /** The failed readings; the caller removes them. */
  public Queue<UndeliveredRecord> failed() {
    return failed;
  }

  /** The error of the last failed reading, or null. */
  Exception lastFailure() {
    return lastFailure;
  }

  /** Closing heartbeats that the broker has acknowledged. */
  public long heartbeats() {
    return heartbeats.get();
  }

  /** The number of failed closing heartbeats. */
  public long heartbeatFailures() {
    return heartbeatFailures.get();
  }

  /** The error of the last failed heartbeat, or null. */
  public Exception lastHeartbeatFailure() {
    return lastHeartbeatFailure;
  }

  /** The acknowledgements by partition; valid only after {@link #flush}. */
  List<PartitionEntry> partitions() {
    return accounts.entries();
  }

  @Override
  public void close() {
    producer.close();
  }
}
