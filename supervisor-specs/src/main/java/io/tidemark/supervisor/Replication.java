package io.tidemark.supervisor;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * How often the topics of a stream are stored. With three replicas a record is acknowledged when
 * two brokers have it, so that the loss of one broker loses nothing and stops nothing.
 */
record Replication(int replicas) {
  private static final int ENOUGH = 3;

  /** For topics among so many brokers. */
  static Replication among(int brokers) {
    return new Replication(brokers >= ENOUGH ? ENOUGH : 1);
  }

  /** A topic with these settings. */
  NewTopic topic(String name, int partitions, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    if (replicas >= ENOUGH) {
      all.put("min.insync.replicas", "2");
    }
    return new NewTopic(name, partitions, (short) replicas).configs(all);
  }

  /** What is said of a topic that was created. */
  static String words(NewTopic created) {
    return created.replicationFactor() == 1 ? "" : ", " + created.replicationFactor() + " replicas";
  }
}
