package io.tidemark.doctor;

import java.util.List;
import java.util.Map;

/**
 * The state of a topic as the brokers report it.
 *
 * @param id the topic id; a recreated topic has a new one
 * @param settings all settings of the topic by name, defaults among them
 */
record TopicState(
    String name, String id, List<Partition> partitions, Map<String, String> settings) {

  /**
   * @param replicas the number of assigned replicas
   * @param inSync the number of in-sync replicas
   * @param led whether the partition has a leader
   */
  record Partition(int number, int replicas, int inSync, boolean led) {}

  /** Whether the brokers set the record timestamps, not the producers. */
  boolean stampedByBroker() {
    return "LogAppendTime".equals(settings.get("message.timestamp.type"));
  }
}
