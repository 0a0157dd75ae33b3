package io.tidemark.audit.topic;

import io.tidemark.audit.station.FlawedRecords;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Counts records that are not as they should be, and keeps a few of them. */
final class FlawedRecordCounter {
  private static final int SAMPLES = 5;

  private final List<FlawedRecords.Sample> samples = new ArrayList<>();
  private long records;

  void add(ConsumerRecord<byte[], byte[]> record, String reason) {
    records++;
    if (samples.size() < SAMPLES) {
      samples.add(new FlawedRecords.Sample(record.partition(), record.offset(), reason));
    }
  }

  /** Adds some of which there is no sample. */
  void add(long more) {
    records += more;
  }

  /** One that was added is as it should be after all. */
  void remove(int partition, long offset) {
    records--;
    samples.removeIf(sample -> sample.partition() == partition && sample.offset() == offset);
  }

  FlawedRecords records() {
    return new FlawedRecords(records, samples);
  }
}
