package io.tidemark.bench;

import io.tidemark.cli.UserError;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;

/**
 * What a topic without replicas holds.
 *
 * @param bytes on the broker's disk, compressed as they were sent
 */
record TopicSize(long records, long bytes) {

  static TopicSize of(Properties client, String topic, int partitions) throws InterruptedException {
    try (Admin admin = Admin.create(client)) {
      Map<TopicPartition, OffsetSpec> ends =
          IntStream.range(0, partitions)
              .mapToObj(partition -> new TopicPartition(topic, partition))
              .collect(Collectors.toMap(one -> one, one -> OffsetSpec.latest()));
      long records =
          admin.listOffsets(ends).all().get().values().stream()
              .mapToLong(ListOffsetsResultInfo::offset)
              .sum();
      long bytes =
          admin
              .describeLogDirs(
                  admin.describeCluster().nodes().get().stream().map(Node::id).toList())
              .allDescriptions()
              .get()
              .values()
              .stream()
              .flatMap(folders -> folders.values().stream())
              .map(LogDirDescription::replicaInfos)
              .flatMap(replicas -> replicas.entrySet().stream())
              .filter(replica -> ends.containsKey(replica.getKey()))
              .mapToLong(replica -> replica.getValue().size())
              .sum();
      return new TopicSize(records, bytes);
    } catch (ExecutionException e) {
      throw new UserError(
          "cannot look at the topic " + topic + ": " + e.getCause().getMessage(), e);
    }
  }

  double bytesOfOne() {
    return (double) bytes / records;
  }
}
