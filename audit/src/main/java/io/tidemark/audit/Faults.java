package io.tidemark.audit;

import io.tidemark.audit.AuditReport.Flawed;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Records that are not as they should be: how many there are, and a few of them. */
final class Faults {
  private static final int SAMPLES = 5;

  private final List<Flawed.Sample> samples = new ArrayList<>();
  private long records;

  void add(ConsumerRecord<byte[], byte[]> record, String reason) {
    records++;
    if (samples.size() < SAMPLES) {
      samples.add(new Flawed.Sample(record.partition(), record.offset(), reason));
    }
  }

  /** One that was added is as it should be after all. */
  void remove(int partition, long offset) {
    records--;
    samples.removeIf(sample -> sample.partition() == partition && sample.offset() == offset);
  }

  Flawed toReport() {
    return new Flawed(records, samples);
  }
}
