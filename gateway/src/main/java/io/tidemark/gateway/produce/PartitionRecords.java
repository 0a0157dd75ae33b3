package io.tidemark.gateway.produce;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.TopicPartition;

/**
 * The records of a batch that go to one partition, in the order of the batch.
 *
 * @param keys of the whole batch; null for a record without one
 * @param values of the whole batch
 * @param places of these records in the batch
 * @param bytes of their keys and values
 * @param timestamp of the records, epoch milliseconds; a topic with the time of the append has its
 *     own
 * @param callback gets what became of each
 */
public record PartitionRecords(
    TopicPartition partition,
    List<byte[]> keys,
    List<byte[]> values,
    int[] places,
    long bytes,
    long timestamp,
    DeliveryCallback callback) {

  /**
   * Divides a batch as Kafka's producer does: by the hash of the key. The records without a key go
   * to one partition, another one for each batch.
   *
   * @param partitions of the topic, 1 or more
   * @param without the places of the records that are not sent
   */
  public static List<PartitionRecords> divide(
      String topic,
      int partitions,
      List<byte[]> keys,
      List<byte[]> values,
      BitSet without,
      long timestamp,
      DeliveryCallback callback) {
    int[][] places = new int[partitions][];
    int[] sizes = new int[partitions];
    long[] bytes = new long[partitions];
    int withoutKey = ThreadLocalRandom.current().nextInt(partitions);
    for (int i = 0; i < values.size(); i++) {
      if (without.get(i)) {
        continue;
      }
      byte[] key = keys.get(i);
      int to = key == null ? withoutKey : BuiltInPartitioner.partitionForKey(key, partitions);
      if (places[to] == null) {
        places[to] = new int[Math.min(values.size() - i, 16 + 2 * values.size() / partitions)];
      } else if (sizes[to] == places[to].length) {
        places[to] = Arrays.copyOf(places[to], Math.min(values.size(), 2 * sizes[to]));
      }
      places[to][sizes[to]++] = i;
      bytes[to] += bytes(key, values.get(i));
    }
    List<PartitionRecords> divided = new ArrayList<>();
    for (int i = 0; i < partitions; i++) {
      if (sizes[i] > 0) {
        divided.add(
            new PartitionRecords(
                new TopicPartition(topic, i),
                keys,
                values,
                Arrays.copyOf(places[i], sizes[i]),
                bytes[i],
                timestamp,
                callback));
      }
    }
    return divided;
  }

  /** The number of records. */
  public int size() {
    return places.length;
  }

  /** Of a key, which may be null, and a value. */
  static int bytes(byte[] key, byte[] value) {
    return value.length + (key == null ? 0 : key.length);
  }

  byte[] key(int index) {
    return keys.get(places[index]);
  }

  byte[] value(int index) {
    return values.get(places[index]);
  }
}
