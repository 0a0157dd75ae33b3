package io.tidemark.gateway.produce;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.common.record.internal.MemoryRecords;

/** A record batch as it is sent, and where its records come from. Not thread-safe. */
final class ProduceBatch {
  /**
   * Records that are one behind the other in the batch.
   *
   * @param from the first of them in the order of {@code records}
   * @param to behind the last
   * @param deadline when they are given up, milliseconds of the sender's clock
   */
  record Part(PartitionRecords records, int from, int to, long deadline) {
    int size() {
      return to - from;
    }
  }

  private final MemoryRecords records;
  private final List<Part> parts;
  private final int size;
  private boolean unanswered;

  /**
   * @param parts in the order of the records
   */
  ProduceBatch(MemoryRecords records, List<Part> parts) {
    this.records = records;
    this.parts = parts;
    size = parts.stream().mapToInt(Part::size).sum();
  }

  MemoryRecords records() {
    return records;
  }

  List<Part> parts() {
    return parts;
  }

  /** The number of records. */
  int size() {
    return size;
  }

  long deadline() {
    return parts.get(0).deadline();
  }

  /** Notes that a request with it was not answered, or is to be repeated. */
  void markUnanswered() {
    unanswered = true;
  }

  /** Whether it may be in the topic though no broker has said so. */
  boolean isUnanswered() {
    return unanswered;
  }

  /**
   * @param offset of the first record
   * @param appended the time of the append, where the topic has that; else -1
   */
  void acknowledge(long offset, long appended) {
    AtomicLong next = new AtomicLong(offset);
    answer(
        part -> {
          PartitionRecords of = part.records();
          long timestamp = appended < 0 ? of.timestamp() : appended;
          long first = next.getAndAdd(part.size());
          of.callback().acknowledged(of, part.from(), part.to(), first, timestamp);
        });
  }

  void fail(Exception error, boolean mayBeThere) {
    answer(
        part ->
            part.records()
                .callback()
                .failed(part.records(), part.from(), part.to(), error, mayBeThere));
  }

  /** Answers all parts, also when an answer fails. */
  private void answer(Consumer<Part> callback) {
    RuntimeException failure = null;
    for (Part part : parts) {
      try {
        callback.accept(part);
      } catch (RuntimeException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
