package io.tidemark.bench.load;

import io.tidemark.cli.UserError;
import io.tidemark.kafka.KafkaTopics;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.common.Node;

/**
 * The size of a topic without replicas.
 *
 * @param bytes on the broker's disk, compressed as they were sent
 */
public record TopicSize(long records, long bytes) {

  public static TopicSize of(Properties client, String topic) throws InterruptedException {
    try (Admin admin = Admin.create(client)) {
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
              .filter(replica -> replica.getKey().topic().equals(topic))
              .mapToLong(replica -> replica.getValue().size())
              .sum();
      return new TopicSize(KafkaTopics.offsets(client, topic), bytes);
    } catch (ExecutionException e) {
      throw new UserError(
          "cannot read the size of the topic " + topic + ": " + e.getCause().getMessage(), e);
    }
  }

  public double bytesOfOne() {
    return (double) bytes / records;
  }
}
