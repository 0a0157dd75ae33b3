package io.tidemark.doctor.record;

import io.tidemark.kafka.DeadLetter;
import io.tidemark.kafka.RefusalReasons;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.RawDecoder;
import io.tidemark.model.record.TimeLimits;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What the decoder makes of records of the raw topic, as in the job. Event times that are far ahead
 * are not refused, because a simulated clock may be.
 */
public final class ReadingSample {
  private static final TimeLimits LIMITS = new TimeLimits(TimeLimits.DEFAULT.earliest(), null);
  private static final long FAR = Instant.parse("2200-01-01T00:00:00Z").toEpochMilli();
  private static final int MOST_REASONS = 2;

  private final RawDecoder decoder;
  private final TimeLimits.Check limits;
  private final Reading reading;
  private final int time;
  private final RefusalReasons malformed = new RefusalReasons();
  private final RefusalReasons early = new RefusalReasons();
  private final Map<Integer, Boolean> endsWithHeartbeat = new HashMap<>();
  private int records;
  private int malformedRecords;
  private int earlyRecords;
  private int farRecords;

  public ReadingSample(StreamDefinition definition) {
    decoder = new RawDecoder(definition.raw());
    limits = LIMITS.check(definition);
    reading = definition.raw().newReading();
    time = definition.raw().indexOf(definition.raw().time());
  }

  /** Adds a record; heartbeats do not count. */
  public void add(ConsumerRecord<byte[], byte[]> record) {
    String problem = decoder.decode(record.value(), record.timestamp(), reading);
    endsWithHeartbeat.put(record.partition(), problem == null && reading.heartbeat());
    if (problem != null) {
      malformedRecords++;
      malformed.add(letter(record, problem));
    } else if (reading.heartbeat()) {
      return;
    } else {
      String impossible = limits.timeProblem(reading, record.timestamp(), Long.MAX_VALUE);
      if (impossible != null) {
        earlyRecords++;
        early.add(letter(record, impossible));
      } else if (reading.number(time) >= FAR) {
        farRecords++;
      }
    }
    records++;
  }

  private static DeadLetter letter(ConsumerRecord<byte[], byte[]> record, String reason) {
    return new DeadLetter(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp(),
        reason,
        record.value());
  }

  /** Whether the last record of each partition is a heartbeat, which closes windows. */
  public boolean endsWithHeartbeats() {
    return !endsWithHeartbeat.containsValue(false);
  }

  /** How many records were added, without heartbeats. */
  public int records() {
    return records;
  }

  /** How many the decoder refuses. */
  public int malformed() {
    return malformedRecords;
  }

  /** How many have an event time before 1971. */
  public int early() {
    return earlyRecords;
  }

  /** How many have an event time of 2200 or later. */
  public int far() {
    return farRecords;
  }

  /** The commonest reasons of those that are refused. */
  public List<RefusalReasons.Reason> malformedReasons() {
    return malformed.commonest(MOST_REASONS);
  }

  /** What is wrong with early event times, with the format that would fit. */
  public List<RefusalReasons.Reason> earlyReasons() {
    return early.commonest(MOST_REASONS);
  }
}
