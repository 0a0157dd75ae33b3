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
   * @param from the first of them in the order of {@code records}
   * @param to behind the last
   * @param offset of the first
   * @param timestamp of all in the topic, epoch milliseconds
   */
  record Range(PartitionRecords records, int from, int to, long offset, long timestamp) {
    int partition() {
      return records.partition().partition();
    }

    int count() {
      return to - from;
    }

    /** Their places in the batch. */
    IntStream places() {
      return Arrays.stream(records.places(), from, to);
    }
  }

  private final CheckedBatch batch;
  private final BitSet delivered;

  /** What this attempt has delivered. */
  private final List<Range> ranges = new ArrayList<>();

  /** How many of the ranges the account has counted. */
  private int counted;

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
    this.account = account;
    this.settled = settled;
    open = batch.size() - delivered.cardinality();
  }

  @Override
  public void acknowledged(
      PartitionRecords records, int from, int to, long offset, long timestamp) {
    boolean last;
    synchronized (account) {
      Range range = new Range(records, from, to, offset, timestamp);
      ranges.add(range);
      range.places().forEach(delivered::set);
      last = isLast(range.count());
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
      last = isLast(to - from);
    }
    if (last) {
      settled.accept(this);
    }
  }

  /** Notes answers, and whether none is open any more. */
  private boolean isLast(int answers) {
    open -= answers;
    return open == 0;
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

  /** The places of the records that are not delivered and may be in the topic all the same. */
  IntStream unknown() {
    return unknown.stream();
  }

  /** Whether this attempt has delivered all records, of which the account has counted none. */
  boolean isWholeAndUncounted() {
    return counted == 0 && ranges.stream().mapToInt(Range::count).sum() == batch.size();
  }

  /** What this attempt has delivered since the last call, which the account counts now. */
  List<Range> takeUncounted() {
    List<Range> uncounted = List.copyOf(ranges.subList(counted, ranges.size()));
    counted = ranges.size();
    return uncounted;
  }

  Delivery result() {
    synchronized (account) {
      return new Delivery(batch.size() - delivered.cardinality(), delivered, failure);
    }
  }
}
