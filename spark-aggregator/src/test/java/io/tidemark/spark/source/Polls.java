package io.tidemark.spark.source;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** The records of polls of a partition, as the tasks get them. */
public final class Polls {
  private static final int PARTITION = 3;
  private static final int FROM = 10;

  private Polls() {}

  /** Two polls of records from offset 10 on; the first poll had a record of the range before. */
  public static List<RawRecords> of(List<String> first, List<String> second) {
    List<ConsumerRecord<byte[], byte[]>> fetched = new ArrayList<>();
    fetched.add(record(FROM - 1, "of the range before"));
    first.forEach(value -> fetched.add(record(FROM - 1 + fetched.size(), value)));
    List<ConsumerRecord<byte[], byte[]>> next = new ArrayList<>();
    second.forEach(value -> next.add(record(FROM + first.size() + next.size(), value)));
    RecordSlice poll = new RecordSlice(fetched);
    RecordColumns columns = new RecordColumns(new TopicPartition("raw", PARTITION));
    List<RawRecords> polls = new ArrayList<>();
    for (RecordSlice slice : List.of(poll.after(poll.below(FROM)), new RecordSlice(next))) {
      columns.show(slice);
      polls.add(new RawRecords(columns.batch().records(), System.currentTimeMillis()));
    }
    return polls;
  }

  private static ConsumerRecord<byte[], byte[]> record(long offset, String value) {
    return new ConsumerRecord<>(
        "raw", PARTITION, offset, null, value.getBytes(StandardCharsets.UTF_8));
  }
}
