package io.tidemark.gateway.produce;

import io.tidemark.gateway.produce.ProduceBatch.Part;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.utils.ProducerIdAndEpoch;

/**
 * The records of one partition that are not acknowledged, in order. One batch is under way at a
 * time, so that a batch that is repeated is never behind a later one. The broker knows a repeated
 * batch by the producer's id, its epoch and the sequence number of the first record (KIP-98). The
 * id belongs to this partition alone: a batch whose outcome is unknown costs a new one, and no
 * other partition waits for that. Not thread-safe.
 */
final class PartitionQueue {
  /** Records that compress less than those before make a batch of 5 times its limit at most. */
  private static final float LEAST_RATIO = 0.2f;

  /** After so many batches a limit that was halved is doubled: the topic may have another now. */
  private static final int BATCHES_A_LIMIT = 64;

  private final TopicPartition partition;
  private final Compression compression;
  private final Deque<Part> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private final int most;

  /** The most bytes of a batch with more than one record, at most {@code most}. */
  private int limit;

  /** Batches with this limit. */
  private int acknowledged;

  /** Compressed bytes a byte, of the last batch. */
  private float ratio = 1;

  /** Null when there is none yet, or when the broker may have got a batch that was given up. */
  private ProducerIdAndEpoch identity;

  private int sequence;
  private ProduceBatch batch;
  private boolean underWay;
  private int failures;
  private long notBefore;

  /**
   * @param most the most bytes of a batch with more than one record
   */
  PartitionQueue(TopicPartition partition, Compression compression, int most) {
    this.partition = partition;
    this.compression = compression;
    this.most = most;
    limit = most;
  }

  TopicPartition partition() {
    return partition;
  }

  /**
   * @param deadline when the records are given up, milliseconds of the sender's clock
   */
  void add(PartitionRecords records, long deadline) {
    waiting.addLast(new Part(records, 0, records.size(), deadline));
    waitingBytes += records.bytes();
  }

  boolean isEmpty() {
    return batch == null && waiting.isEmpty() && !underWay;
  }

  /** Whether a request of this partition has no answer yet. */
  boolean isUnderWay() {
    return underWay;
  }

  boolean needsIdentity() {
    return batch == null && identity == null;
  }

  /**
   * When the next request may be sent, milliseconds.
   *
   * @param linger how long records wait for more, milliseconds
   * @param life of a record, of which its deadline is the end, milliseconds
   */
  long readyAt(long linger, long life) {
    boolean waits = batch == null && linger > 0 && waitingBytes * ratio < limit;
    return Math.max(notBefore, waits ? waiting.peekFirst().deadline() - life + linger : 0);
  }

  /** The deadline of the oldest record that no request is under way with. */
  long deadline() {
    if (batch != null && !underWay) {
      return batch.deadline();
    }
    return waiting.isEmpty() ? Long.MAX_VALUE : waiting.peekFirst().deadline();
  }

  /** Notes that a request is sent. */
  void begin() {
    underWay = true;
  }

  /** Gets the id with which the next batch is sent. */
  void identify(ProducerIdAndEpoch now) {
    underWay = false;
    failures = 0;
    identity = now;
    sequence = 0;
  }

  /** The batch to send: the one that is to be repeated, or a new one. */
  ProduceBatch batch() {
    if (batch == null) {
      batch = build();
    }
    return batch;
  }

  private ProduceBatch build() {
    int capacity = (int) Math.min(limit, 1024 + (long) (waitingBytes * ratio));
    RecordBatchWriter records = new RecordBatchWriter(compression, ratio, limit, capacity);
    List<Part> parts = new ArrayList<>();
    boolean full = false;
    try {
      while (!full && !waiting.isEmpty()) {
        Part first = waiting.peekFirst();
        int to = append(first, records);
        full = to < first.to();
        waiting.removeFirst();
        if (to > first.from()) {
          parts.add(new Part(first.records(), first.from(), to, first.deadline()));
        }
        if (full) {
          waiting.addFirst(new Part(first.records(), to, first.to(), first.deadline()));
        }
      }
    } catch (RuntimeException | Error e) {
      putBack(parts);
      throw e;
    }
    ProduceBatch built = new ProduceBatch(records.close(identity, sequence), parts);
    ratio = Math.max(LEAST_RATIO, records.ratio());
    return built;
  }

  /** Appends records until the batch is full, and returns the place behind the last. */
  private int append(Part part, RecordBatchWriter to) {
    PartitionRecords records = part.records();
    int next = part.from();
    while (next < part.to()) {
      byte[] key = records.key(next);
      byte[] value = records.value(next);
      // the first record always has room
      if (!to.hasRoomFor(key, value)) {
        break;
      }
      to.append(records.timestamp(), key, value);
      waitingBytes -= PartitionRecords.bytes(key, value);
      next++;
    }
    return next;
  }

  /**
   * Takes the answer that the batch is in the topic.
   *
   * @param offset of its first record
   * @param appended the time of the append, where the topic has that; else -1
   */
  void acknowledge(long offset, long appended) {
    ProduceBatch done = end();
    sequence = DefaultRecordBatch.incrementSequence(sequence, done.size());
    acknowledged++;
    if (limit < most && acknowledged >= BATCHES_A_LIMIT) {
      setLimit((int) Math.min(most, 2L * limit));
    }
    done.acknowledge(offset, appended);
  }

  /**
   * Gives up the batch.
   *
   * @param mayBeThere whether it may be in the topic all the same: its sequence numbers cannot be
   *     used again then
   */
  void fail(Exception error, boolean mayBeThere) {
    ProduceBatch failed = end();
    if (mayBeThere) {
      identity = null;
    }
    failed.fail(error, mayBeThere);
  }

  /** Gives up all records; those that no request has had are not in the topic. */
  void failAll(Exception error) {
    boolean sent = underWay;
    underWay = false;
    if (batch != null) {
      fail(error, sent || batch.isUnanswered());
    }
    while (!waiting.isEmpty()) {
      failWaiting(error);
    }
  }

  /** Gives up the records whose deadline is over, but for those of a request under way. */
  void expire(long now, Supplier<Exception> error) {
    if (batch != null && !underWay && batch.deadline() <= now) {
      fail(error.get(), batch.isUnanswered());
    }
    while (!waiting.isEmpty() && waiting.peekFirst().deadline() <= now) {
      failWaiting(error.get());
    }
  }

  private void failWaiting(Exception error) {
    Part first = waiting.removeFirst();
    waitingBytes -= bytes(first);
    first.records().callback().failed(first.records(), first.from(), first.to(), error, false);
  }

  /**
   * Repeats the request later.
   *
   * @param at when, milliseconds
   */
  void retry(long at) {
    underWay = false;
    notBefore = at;
  }

  /** How often in a row a request has failed, this time included. */
  int countFailure() {
    return ++failures;
  }

  /** Makes the batch anew with another id, because the broker does not know this one any more. */
  void renew() {
    identity = null;
    putBack(batch.parts());
  }

  /** Makes the batch anew with half of its bytes at most. */
  void split() {
    setLimit(Math.max(1, Math.min(limit, batch.records().sizeInBytes()) / 2));
    putBack(batch.parts());
  }

  private void setLimit(int bytes) {
    limit = bytes;
    acknowledged = 0;
  }

  private void putBack(List<Part> parts) {
    for (int i = parts.size() - 1; i >= 0; i--) {
      waiting.addFirst(parts.get(i));
      waitingBytes += bytes(parts.get(i));
    }
    batch = null;
  }

  private static long bytes(Part part) {
    long bytes = 0;
    for (int i = part.from(); i < part.to(); i++) {
      bytes += PartitionRecords.bytes(part.records().key(i), part.records().value(i));
    }
    return bytes;
  }

  private ProduceBatch end() {
    ProduceBatch ended = batch;
    batch = null;
    underWay = false;
    failures = 0;
    notBefore = 0;
    return ended;
  }
}
