package io.tidemark.gateway.produce;

import java.time.Duration;
import java.util.List;

/** Sends records to the partitions of topics. Thread-safe. */
public interface RecordSender {
  /**
   * Waits until the partitions of a topic are known; it is known from then on.
   *
   * @throws io.tidemark.cli.UserError when they are not within the limit
   */
  void awaitTopic(String topic, Duration limit);

  /** The number of partitions of a topic; 0 while Kafka does not name them. */
  int partitions(String topic);

  /**
   * Sends records without waiting. Those of one partition are appended in the order in which they
   * are given here.
   */
  void send(List<PartitionRecords> records);

  /** Why nothing can be sent any more; null as long as it can. */
  String problem();

  /**
   * Ends the sender; what is not acknowledged in time fails, and so does what comes later.
   *
   * @param limit how long to wait for acknowledgements
   */
  void close(Duration limit);
}
