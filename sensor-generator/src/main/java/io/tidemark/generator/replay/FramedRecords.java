package io.tidemark.generator.replay;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.RawDecoder;
import io.tidemark.model.record.RawEncoder;
import java.io.IOException;

/**
 * The records of a recording as frames of Avro. A record that is no reading stays as it is, and is
 * a dead letter in the topic too.
 */
final class FramedRecords implements RecordedRecords {
  private final RecordedRecords records;
  private final RawDecoder decoder;
  private final RawEncoder encoder;
  private final Reading reading;
  private final int time;

  /** A timestamp of a Kafka record that is not known yet; it is not in the record. */
  private final long timestamp = TimeFormat.LATEST;

  private String problem;

  /**
   * @param records in JSON
   * @param raw with the ids of the schemas
   */
  FramedRecords(RecordedRecords records, StreamDefinition.Raw raw) {
    this.records = records;
    decoder = new RawDecoder(raw.asJson());
    encoder = new RawEncoder(raw);
    reading = raw.newReading();
    time = raw.indexOf(raw.time());
  }

  @Override
  public byte[] next() throws IOException {
    byte[] record = records.next();
    problem = null;
    if (record == null || record == TOO_LONG || LineRecords.isBlank(record)) {
      return record;
    }
    problem = decoder.decode(record, timestamp, reading);
    if (problem != null) {
      return record;
    }
    return reading.heartbeat()
        ? encoder.encodeHeartbeat(reading.number(time))
        : encoder.encode(reading);
  }

  @Override
  public String problem() {
    String known = records.problem();
    return known == null ? problem : known;
  }

  @Override
  public long line() {
    return records.line();
  }

  @Override
  public long lines() {
    return records.lines();
  }
}
