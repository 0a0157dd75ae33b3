package io.tidemark.gateway.produce;

/**
 * Gets what became of records. Each record is answered once, in the thread of the sender or in that
 * of {@link RecordSender#send}.
 */
public interface DeliveryCallback {
  /**
   * The broker has records, one behind the other.
   *
   * @param from the first of them in the order of {@code records}
   * @param to behind the last
   * @param offset of the first
   * @param timestamp of all in the topic, epoch milliseconds
   */
  void acknowledged(PartitionRecords records, int from, int to, long offset, long timestamp);

  /**
   * Records are given up.
   *
   * @param from the first of them in the order of {@code records}
   * @param to behind the last
   * @param mayBeThere whether they may be in the topic all the same
   */
  void failed(PartitionRecords records, int from, int to, Exception error, boolean mayBeThere);
}
