package io.tidemark.gateway;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker that acknowledges at once, or holds all records until it is to answer. */
final class TestBroker extends MockProducer<byte[], byte[]> {
  static final int PARTITIONS = 2;

  private volatile boolean holds;
  private volatile String lacked;
  private final CountDownLatch lackIsKnown = new CountDownLatch(1);
  private final AtomicInteger waits = new AtomicInteger();

  TestBroker(String... topics) {
    super(cluster(topics), false, null, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Makes it hold all records from now on. */
  void hold() {
    holds = true;
  }

  /** Makes a send to a topic wait, as the producer does that knows no partitions of it. */
  void lack(String topic) {
    lacked = topic;
  }

  /** Ends the wait for the topic that it lacks: each send fails. */
  void endWaits() {
    lackIsKnown.countDown();
  }

  /** How often a send has begun to wait. */
  int waits() {
    return waits.get();
  }

  /** Acknowledges all records that it holds, and those that come. */
  void acknowledge() {
    holds = false;
    while (completeNext()) {
      // the next one
    }
  }

  /** Acknowledges some of the records that it holds. */
  void acknowledge(int records) {
    for (int i = 0; i < records; i++) {
      completeNext();
    }
  }

  /** Refuses all records that it holds. */
  void refuse() {
    while (errorNext(new TimeoutException("gone"))) {
      // the next one
    }
  }

  @Override
  public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
    if (record.topic().equals(lacked)) {
      waits.incrementAndGet();
      await(lackIsKnown);
      TimeoutException unknown = new TimeoutException("no partitions in 500 ms");
      callback.onCompletion(null, unknown);
      return CompletableFuture.failedFuture(unknown);
    }
    Future<RecordMetadata> sent = super.send(record, callback);
    if (!holds) {
      completeNext();
    }
    return sent;
  }

  @Override
  public synchronized void flush() {
    acknowledge();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Cluster cluster(String... topics) {
    Node[] node = {new Node(0, "localhost", 1)};
    List<PartitionInfo> all =
        List.of(topics).stream()
            .flatMap(
                topic ->
                    IntStream.range(0, PARTITIONS)
                        .mapToObj(n -> new PartitionInfo(topic, n, node[0], node, node)))
            .toList();
    return new Cluster("cluster", List.of(node), all, Set.of(), Set.of());
  }
}
