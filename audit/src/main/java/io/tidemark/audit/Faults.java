package io.tidemark.audit;

import io.tidemark.audit.AuditReport.Malformed;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Records that cannot be read: how many there are, and the first few of them. */
final class Faults {
  private static final int SAMPLES = 5;

  private final List<Malformed.Sample> samples = new ArrayList<>();
  private long records;

  void add(ConsumerRecord<byte[], byte[]> record, String reason) {
    records++;
    if (samples.size() < SAMPLES) {
      samples.add(new Malformed.Sample(record.partition(), record.offset(), reason));
    }
  }

  Malformed toReport() {
    return new Malformed(records, samples);
  }
}
