package io.tidemark.generator.run;

import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker that answers on demand and rejects some records. */
public class InMemoryBroker extends MockProducer<byte[], byte[]> {
  private final LongPredicate refused;
  private long answered;

  /**
   * @param refused the records that it rejects, counted from 0
   */
  public InMemoryBroker(String topic, int partitions, LongPredicate refused) {
    super(
        cluster(topic, partitions),
        false,
        null,
        new ByteArraySerializer(),
        new ByteArraySerializer());
    this.refused = refused;
  }

  /** Answers all pending records in the order of sending. */
  @Override
  public synchronized void flush() {
    while (refused.test(answered) ? errorNext(new TimeoutException("gone")) : completeNext()) {
      answered++;
    }
  }

  private static Cluster cluster(String topic, int partitions) {
    Node[] node = {new Node(0, "localhost", 1)};
    List<PartitionInfo> all =
        IntStream.range(0, partitions)
            .mapToObj(partition -> new PartitionInfo(topic, partition, node[0], node, node))
            .toList();
    return new Cluster("cluster", List.of(node), all, Set.of(), Set.of());
  }
}
