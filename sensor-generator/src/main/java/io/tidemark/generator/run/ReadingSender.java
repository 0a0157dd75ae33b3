package io.tidemark.generator.run;

import io.tidemark.model.ledger.RunLedger.PartitionEntry;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Sends readings asynchronously and counts which of them arrived. */
public abstract class ReadingSender implements AutoCloseable {
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final Queue<UndeliveredRecord> failed = new ConcurrentLinkedQueue<>();
  private final Queue<DeliveryCounts> arrived = new ConcurrentLinkedQueue<>();
  private volatile Exception lastFailure;
  private long failuresTaken;

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
  public abstract void send(byte[] key, byte[] value, ReadingOutcome outcome, long line);

  /** Sends one heartbeat to each partition, if this sender is the one that closes windows. */
  abstract void sendHeartbeats(byte[] value);

  /** Waits until every record sent so far is acknowledged or has failed. */
  public abstract void flush();

  /**
   * Aborts all records that are not acknowledged: they count as {@link #failed}, and so do records
   * that are sent later. Another thread may call this while {@link #send} or {@link #flush} waits;
   * they then return.
   */
  public abstract void abort();

  /** Closing heartbeats that the broker has acknowledged. */
  abstract long heartbeats();

  /** The number of failed closing heartbeats. */
  public abstract long heartbeatFailures();

  /** The error of the last failed heartbeat, or null. */
  abstract Exception lastHeartbeatFailure();

  /** The acknowledgements by partition, as far as they are known; valid after {@link #flush}. */
  abstract List<PartitionEntry> partitions();

  /** Those since the last call; valid after {@link #flush}. */
  abstract List<PartitionEntry> takeRecentPartitions();

  /**
   * Counts an acknowledged reading. One thread at a time calls this.
   *
   * @param timestamp of the record in the topic, epoch milliseconds; 0 or less when unknown
   */
  final void delivered(byte[] value, ReadingOutcome outcome, long timestamp) {
    if (outcome == ReadingOutcome.ON_ARRIVAL) {
      arrived.add(new DeliveryCounts(value, timestamp));
    }
    // one writer needs no atomic increment, which would cost time for every reading
    acknowledged.setRelease(acknowledged.getPlain() + 1);
  }

  /** Counts a reading that failed. */
  final void undelivered(UndeliveredRecord record) {
    lastFailure = record.reason();
    failures.incrementAndGet();
    failed.add(record);
  }

  /** Readings that are acknowledged. */
  final long acknowledged() {
    return acknowledged.get();
  }

  /** The number of failed readings. */
  final long failures() {
    return failures.get();
  }

  /** The number of readings that failed since the last call. */
  final long takeRecentFailures() {
    long all = failures.get();
    long recent = all - failuresTaken;
    failuresTaken = all;
    return recent;
  }

  /** Acknowledged records whose outcome is undecided; the caller removes them. */
  public final Queue<DeliveryCounts> arrived() {
    return arrived;
  }

  /** The failed readings; the caller removes them. */
  public final Queue<UndeliveredRecord> failed() {
    return failed;
  }

  /** The error of the last failed reading, or null. */
  final Exception lastFailure() {
    return lastFailure;
  }

  @Override
  public abstract void close();
}
