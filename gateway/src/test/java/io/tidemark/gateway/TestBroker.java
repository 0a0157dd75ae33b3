package io.tidemark.gateway;

import io.tidemark.gateway.produce.PartitionRecords;
import io.tidemark.gateway.produce.RecordSender;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;

/** A broker that acknowledges at once, or holds all records until it is to answer. */
final class TestBroker implements RecordSender {
  static final int PARTITIONS = 2;

  private record Held(PartitionRecords records, int index) {
    int place() {
      return records.places()[index];
    }

    ProducerRecord<byte[], byte[]> record() {
      return new ProducerRecord<>(
          records.partition().topic(),
          records.partition().partition(),
          records.timestamp(),
          records.keys().get(place()),
          records.values().get(place()));
    }
  }

  private final Set<String> topics;
  private final List<ProducerRecord<byte[], byte[]>> history = new ArrayList<>();
  private final Deque<Held> held = new ArrayDeque<>();
  private final long[] offsets = new long[PARTITIONS];
  private boolean holds;

  TestBroker(String... topics) {
    this.topics = ConcurrentHashMap.newKeySet();
    this.topics.addAll(List.of(topics));
  }

  /** Makes it hold all records from now on. */
  synchronized void hold() {
    holds = true;
  }

  /** Makes it forget a topic. */
  void lack(String topic) {
    topics.remove(topic);
  }

  /** Acknowledges all records that it holds, and those that come. */
  synchronized void acknowledge() {
    holds = false;
    acknowledge(held.size());
  }

  /** Acknowledges some of the records that it holds. */
  synchronized void acknowledge(int records) {
    for (int i = 0; i < records; i++) {
      Held one = held.removeFirst();
      long offset = offsets[one.records().partition().partition()]++;
      one.records()
          .callback()
          .acknowledged(
              one.records(), one.index(), one.index() + 1, offset, one.records().timestamp());
    }
  }

  /** Gives up all records that it holds. */
  synchronized void refuse() {
    fail(new TimeoutException("gone"));
  }

  private void fail(Exception error) {
    while (!held.isEmpty()) {
      Held one = held.removeFirst();
      one.records().callback().failed(one.records(), one.index(), one.index() + 1, error, true);
    }
  }

  /** All records that it has got, in the order of their batches. */
  synchronized List<ProducerRecord<byte[], byte[]>> history() {
    return List.copyOf(history);
  }

  synchronized void clear() {
    history.clear();
  }

  @Override
  public void awaitTopic(String topic, Duration limit) {
    // it has all
  }

  @Override
  public int partitions(String topic) {
    return topics.contains(topic) ? PARTITIONS : 0;
  }

  @Override
  public synchronized void send(List<PartitionRecords> records) {
    List<Held> batch = new ArrayList<>();
    for (PartitionRecords some : records) {
      for (int i = 0; i < some.size(); i++) {
        batch.add(new Held(some, i));
      }
    }
    batch.sort(Comparator.comparingInt(Held::place));
    batch.forEach(one -> history.add(one.record()));
    held.addAll(batch);
    if (!holds) {
      acknowledge(held.size());
    }
  }

  @Override
  public String problem() {
    return null;
  }

  @Override
  public synchronized void close(Duration limit) {
    fail(new IllegalStateException("closed"));
  }
}
