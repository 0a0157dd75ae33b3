package io.tidemark.audit;

import io.tidemark.audit.AuditReport.Malformed;
import io.tidemark.model.RawDecoder;
import io.tidemark.model.Reading;
import io.tidemark.model.StreamDefinition;
import io.tidemark.model.WindowTally;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Counts the readings of the raw topic; what it keeps grows with the windows alone. */
final class RawTopic implements Consumer<ConsumerRecord<byte[], byte[]>> {
  private final RawDecoder decoder;
  private final Reading reading;
  private final WindowTally tally;
  private final Faults malformed = new Faults();
  private long heartbeats;

  RawTopic(StreamDefinition definition) {
    decoder = new RawDecoder(definition.raw());
    reading = new Reading(definition.raw());
    tally = new WindowTally(definition);
  }

  @Override
  public void accept(ConsumerRecord<byte[], byte[]> record) {
    String problem = decoder.decode(record.value(), reading);
    if (problem != null) {
      malformed.add(record, problem);
    } else if (reading.heartbeat()) {
      heartbeats++;
    } else {
      tally.add(reading);
    }
  }

  StationCount count() {
    SortedMap<Long, Long> readings = new TreeMap<>();
    Map<Long, Map<String, BigDecimal>> sums = new HashMap<>();
    tally
        .totals()
        .forEach(
            (start, totals) -> {
              readings.put(start, totals.readings());
              sums.put(start, totals.sums());
            });
    long total = readings.values().stream().mapToLong(Long::longValue).sum();
    return StationCount.of(total, readings, sums);
  }

  long heartbeats() {
    return heartbeats;
  }

  Malformed malformed() {
    return malformed.toReport();
  }
}
