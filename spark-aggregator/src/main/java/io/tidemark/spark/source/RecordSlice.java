package io.tidemark.spark.source;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** A contiguous part of the records of one poll, in the order of their offsets. */
final class RecordSlice {
  static final RecordSlice NOTHING = new RecordSlice(List.of());

  private final ConsumerRecord<byte[], byte[]>[] all;
  private final int from;
  private final int to;

  RecordSlice(List<ConsumerRecord<byte[], byte[]>> records) {
    this(array(records), 0, records.size());
  }

  private RecordSlice(ConsumerRecord<byte[], byte[]>[] all, int from, int to) {
    this.all = all;
    this.from = from;
    this.to = to;
  }

  /**
   * One record, of which no more is known.
   *
   * @param timestamp epoch milliseconds
   */
  static RecordSlice of(byte[] value, int partition, long offset, long timestamp) {
    return new RecordSlice(
        List.of(
            new ConsumerRecord<>(
                "",
                partition,
                offset,
                timestamp,
                TimestampType.NO_TIMESTAMP_TYPE,
                ConsumerRecord.NULL_SIZE,
                ConsumerRecord.NULL_SIZE,
                null,
                value,
                new RecordHeaders(),
                Optional.empty())));
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static ConsumerRecord<byte[], byte[]>[] array(
      List<ConsumerRecord<byte[], byte[]>> records) {
    return records.toArray(new ConsumerRecord[0]);
  }

  ConsumerRecord<byte[], byte[]> get(int row) {
    return all[from + row];
  }

  int size() {
    return to - from;
  }

  boolean isEmpty() {
    return from == to;
  }

  /** The records with an offset below the given one. */
  RecordSlice below(long offset) {
    int end = to;
    while (end > from && all[end - 1].offset() >= offset) {
      end--;
    }
    return new RecordSlice(all, from, end);
  }

  /** The records after a part that {@link #below} returned. */
  RecordSlice after(RecordSlice part) {
    return new RecordSlice(all, part.to, to);
  }
}
