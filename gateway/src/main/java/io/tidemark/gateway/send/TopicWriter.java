package io.tidemark.gateway.send;

import io.tidemark.gateway.produce.DeliveryCallback;
import io.tidemark.gateway.produce.PartitionRecords;
import io.tidemark.gateway.produce.RecordSender;
import io.tidemark.gateway.reading.CheckedBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Sends the batches of all streams with one sender. It takes no more bytes than its limit, and does
 * not wait. Thread-safe.
 */
public final class TopicWriter {
  /** What a record costs beside its bytes, here and in the sender. */
  private static final int RECORD_OVERHEAD = 256;

  private final RecordSender sender;
  private final PendingBytes pending;
  private final LongSupplier nanoTime;
  private final LongSupplier wall;
  private final AtomicInteger batches = new AtomicInteger();
  private final AtomicLong lastAnswer;
  private volatile boolean lastFailed;

  /**
   * @param most the limit on bytes that the broker has not acknowledged
   * @param nanoTime a monotonic clock in nanoseconds
   * @param wall the time of day, epoch milliseconds
   */
  public TopicWriter(RecordSender sender, long most, LongSupplier nanoTime, LongSupplier wall) {
    this.sender = sender;
    this.nanoTime = nanoTime;
    this.wall = wall;
    pending = new PendingBytes(most);
    lastAnswer = new AtomicLong(nanoTime.getAsLong());
  }

  /**
   * Waits until the partitions of a topic are known, so that the first request does not have to.
   *
   * @throws io.tidemark.cli.UserError when they are not within the limit
   */
  public void awaitTopic(String topic, Duration limit) {
    sender.awaitTopic(topic, limit);
  }

  /**
   * Sends the records of a batch that are not delivered yet, without waiting for it.
   *
   * @param delivered the records that an earlier attempt has delivered
   * @param done is called once, after the broker's last answer, in a thread of the sender or in
   *     this one
   * @return false, and nothing is sent, when too many bytes are pending
   */
  boolean send(
      String topic,
      CheckedBatch batch,
      BitSet delivered,
      StreamAccount account,
      Consumer<Delivery> done) {
    long bytes = batch.bytes() + (long) RECORD_OVERHEAD * batch.size();
    if (!pending.tryTake(bytes)) {
      return false;
    }
    account.addPending(bytes);
    if (batches.getAndIncrement() == 0) {
      lastAnswer.set(nanoTime.getAsLong());
    }
    BatchDelivery delivery =
        new BatchDelivery(
            batch, delivered, account, settled -> settle(settled, account, bytes, done));
    account.begin(delivery);
    int partitions = sender.partitions(topic);
    if (partitions == 0) {
      delivery.refuse(new TimeoutException("Kafka names no partitions of " + topic));
      return true;
    }
    sender.send(
        PartitionRecords.divide(
            topic,
            partitions,
            batch.keys(),
            batch.values(),
            delivered,
            wall.getAsLong(),
            delivery));
    return true;
  }

  private void settle(
      BatchDelivery delivery, StreamAccount account, long bytes, Consumer<Delivery> done) {
    try {
      account.settle(delivery);
    } finally {
      Delivery result = delivery.result();
      account.addFailures(result.failed());
      account.addPending(-bytes);
      lastFailed = result.failed() > 0;
      lastAnswer.set(nanoTime.getAsLong());
      pending.release(bytes);
      batches.decrementAndGet();
      // the broker has answered, whatever becomes of the account
      done.accept(result);
    }
  }

  /** Sends a heartbeat to each partition; the answers are counted in the account. */
  void sendHeartbeats(String topic, byte[] value, StreamAccount account) {
    // none while the topic is gone: there are no windows to close
    int partitions = sender.partitions(topic);
    List<byte[]> withoutKey = Collections.singletonList(null);
    List<PartitionRecords> heartbeats = new ArrayList<>();
    for (int partition = 0; partition < partitions; partition++) {
      heartbeats.add(
          new PartitionRecords(
              new TopicPartition(topic, partition),
              withoutKey,
              List.of(value),
              new int[] {0},
              value.length,
              wall.getAsLong(),
              new HeartbeatCallback(account)));
    }
    sender.send(heartbeats);
  }

  private record HeartbeatCallback(StreamAccount account) implements DeliveryCallback {
    @Override
    public void acknowledged(
        PartitionRecords records, int from, int to, long offset, long timestamp) {
      account.addHeartbeat(records.partition().partition(), offset);
    }

    @Override
    public void failed(
        PartitionRecords records, int from, int to, Exception error, boolean mayBeThere) {
      // a window that stays open is closed by the next readings
    }
  }

  /** Batches that the broker has not acknowledged whole. */
  public int batches() {
    return batches.get();
  }

  /**
   * Why new batches will likely not be taken in time.
   *
   * @param limit the time in which the broker should answer
   * @return null when all is well
   */
  public String problem(Duration limit) {
    if (sender.problem() != null) {
      return sender.problem();
    }
    if (pending.isNearlyFull()) {
      return "overloaded: Kafka acknowledges more slowly than readings come";
    }
    if (batches.get() > 0 && nanoTime.getAsLong() - lastAnswer.get() > limit.toNanos()) {
      return "Kafka has not acknowledged a reading for " + limit.toSeconds() + " s";
    }
    // later, new readings must show whether it takes them again
    boolean failed = lastFailed && nanoTime.getAsLong() - lastAnswer.get() < limit.toNanos();
    return failed ? "Kafka did not take the last readings" : null;
  }

  /**
   * Closes the sender; what the broker has not acknowledged in time fails.
   *
   * @param limit how long to wait for acknowledgements
   */
  public void close(Duration limit) {
    sender.close(limit);
  }
}
