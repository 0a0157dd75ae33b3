package io.tidemark.gateway.send;

import io.tidemark.gateway.produce.DeliveryCallback;
import io.tidemark.gateway.produce.PartitionRecords;
import io.tidemark.gateway.reading.CheckedBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Collects the broker's answers to the records of one batch, and settles it after the last. Answers
 * are collected under the lock of the account, so that it can count at any moment all that the
 * broker has acknowledged until then.
 */
final class BatchDelivery implements DeliveryCallback {
  /**
   * Records that are one behind the other in the topic.
   *
   * @param offset of the first
   */
  record Range(int partition, long offset, int count) {}

  private final CheckedBatch batch;
  private final BitSet delivered;
  private final int[] partitions;
  private final long[] offsets;
  private final long[] timestamps;
  private final List<Range> ranges = new ArrayList<>();
  private final BitSet counted = new BitSet();

  /** Records that were given up and that may be in the topic all the same. */
  private final BitSet unknown = new BitSet();

  private final StreamAccount account;
  private final Consumer<BatchDelivery> settled;
  private int open;
  private Exception failure;

  /**
   * @param delivered the records that an earlier attempt has delivered
   * @param account is locked while an answer is collected
   * @param settled is called once, after the last answer and in its thread
   */
  BatchDelivery(
      CheckedBatch batch,
      BitSet delivered,
      StreamAccount account,
      Consumer<BatchDelivery> settled) {
    this.batch = batch;
    this.delivered = (BitSet) delivered.clone();
    partitions = new int[batch.size()];
    offsets = new long[batch.size()];
    timestamps = batch.counts() == null ? new long[batch.size()] : null;
    this.account = account;
    this.settled = settled;
    open = batch.size() - delivered.cardinality();
    Arrays.fill(partitions, -1);
  }

  @Override
  public void acknowledged(
      PartitionRecords records, int from, int to, long offset, long timestamp) {
    boolean last;
    synchronized (account) {
      for (int i = from; i < to; i++) {
        int place = records.places()[i];
        delivered.set(place);
        partitions[place] = records.partition().partition();
        offsets[place] = offset + i - from;
        if (timestamps != null) {
          timestamps[place] = timestamp;
        }
      }
      ranges.add(new Range(records.partition().partition(), offset, to - from));
      open -= to - from;
      last = open == 0;
    }
    if (last) {
      settled.accept(this);
    }
  }

  @Override
  public void failed(
      PartitionRecords records, int from, int to, Exception error, boolean mayBeThere) {
    boolean last;
    synchronized (account) {
      failure = error;
      for (int i = from; mayBeThere && i < to; i++) {
        unknown.set(records.places()[i]);
      }
      open -= to - from;
      last = open == 0;
    }
    if (last) {
      settled.accept(this);
    }
  }

  /** Gives up all records that are not delivered, none of which was sent. */
  void refuse(Exception error) {
    synchronized (account) {
      failure = error;
      open = 0;
    }
    settled.accept(this);
  }

  CheckedBatch batch() {
    return batch;
  }

  /** Whether this attempt has delivered a record. */
  boolean isDelivered(int place) {
    return partitions[place] >= 0;
  }

  /** The places of the records that are not delivered and may be in the topic all the same. */
  IntStream unknown() {
    return unknown.stream();
  }

  int partition(int place) {
    return partitions[place];
  }

  long offset(int place) {
    return offsets[place];
  }

  /** The timestamp of a record in the topic, epoch milliseconds; 0 when it decides nothing. */
  long timestamp(int place) {
    return timestamps == null ? 0 : timestamps[place];
  }

  /** What this attempt has delivered. */
  List<Range> ranges() {
    return ranges;
  }

  /** Whether this attempt has delivered all records of the batch. */
  boolean isWhole() {
    return ranges.stream().mapToInt(Range::count).sum() == batch.size();
  }

  /** Whether the account has no record of it yet. */
  boolean isUncounted() {
    return counted.isEmpty();
  }

  /** Marks all records as counted. */
  void passOverAll() {
    counted.set(0, batch.size());
  }

  /**
   * Marks a record that this attempt has delivered as counted.
   *
   * @return whether it was not delivered, or counted before
   */
  boolean passOver(int place) {
    if (!isDelivered(place) || counted.get(place)) {
      return true;
    }
    counted.set(place);
    return false;
  }

  Delivery result() {
    synchronized (account) {
      return new Delivery(batch.size() - delivered.cardinality(), delivered, failure);
    }
  }
}
