package io.tidemark.doctor;

import java.util.List;
import java.util.Map;

/**
 * A topic as the brokers describe it.
 *
 * @param id the brokers' id of it, new for a topic that is made again
 * @param settings all settings of the topic by name, defaults among them
 */
record TopicState(
    String name, String id, List<Partition> partitions, Map<String, String> settings) {

  /**
   * @param replicas how many it should have
   * @param inSync how many of them have all records
   * @param led whether a broker takes and gives its records
   */
  record Partition(int number, int replicas, int inSync, boolean led) {}

  /**
   * Where a partition begins and ends.
   *
   * @param begin the first offset that is still there
   * @param end the offset of the next record
   */
  record Range(long begin, long end) {}

  /** Whether the brokers' clock gives the records their timestamps, and not the producers'. */
  boolean stampedByBroker() {
    return "LogAppendTime".equals(settings.get("message.timestamp.type"));
  }
}
