package io.tidemark.gateway.reading;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.ledger.PaneTotals;
import io.tidemark.model.record.RawDecoder;
import io.tidemark.model.record.RawEncoder;
import io.tidemark.model.record.RecordKey;
import io.tidemark.model.record.TimeLimits;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks records in JSON as the aggregation will, encodes them for a topic in Avro, and notes what
 * the windows will count. Not thread-safe.
 */
public final class RecordCheck {
  /** What Kafka adds to the longest key and value; its own upper bound is a little less. */
  private static final int KAFKA_OVERHEAD = 128;

  private static final int MOST_REFUSALS = 20;

  private final StreamDefinition definition;
  private final RawDecoder decoder;

  /** Null for a topic in JSON, which gets the records as they are. */
  private final RawEncoder encoder;

  private final Reading reading;
  private final TimeLimits.Check limits;
  private final RecordKey key;
  private final int timePlace;
  private final int longest;
  private final boolean decidedOnArrival;

  /**
   * @param limits as the aggregation has them
   * @param longest the most bytes of a Kafka record
   */
  public RecordCheck(StreamDefinition definition, TimeLimits limits, int longest) {
    this.definition = definition;
    decoder = new RawDecoder(definition.raw().asJson());
    encoder = definition.raw().isAvro() ? new RawEncoder(definition.raw()) : null;
    reading = definition.raw().newReading();
    this.limits = limits.check(definition);
    key = new RecordKey(definition.raw());
    timePlace = definition.raw().indexOf(definition.raw().time());
    this.longest = longest;
    decidedOnArrival =
        definition.aggregated().deduplicate()
            || definition.raw().time().format() == TimeFormat.RECORD;
  }

  /**
   * Checks the records of a request.
   *
   * @param deadLetters whether refused records are sent, for the job to make dead letters of
   * @param now epoch milliseconds
   */
  public CheckedBatch check(BodyRecords records, boolean deadLetters, long now) {
    List<byte[]> values = new ArrayList<>(records.values().size());
    List<byte[]> keys = new ArrayList<>(records.values().size());
    List<Refusal> refusals = new ArrayList<>();
    PaneTotals totals = new PaneTotals(definition);
    boolean decided = !decidedOnArrival;
    boolean unsendable = false;
    int refused = 0;
    long filtered = 0;
    long bytes = 0;
    long latest = Long.MIN_VALUE;
    for (int i = 0; i < records.values().size(); i++) {
      byte[] value = records.values().get(i);
      byte[] ownKey = null;
      String problem = decoder.decode(value, now, reading);
      boolean heartbeat = problem == null && reading.heartbeat();
      if (heartbeat) {
        problem = "expected a reading, found a heartbeat, which only the gateway itself sends";
      } else if (problem == null) {
        ownKey = key.of(reading);
        value = encoder == null ? value : encoder.encode(reading);
        problem = limits.problem(reading, 0, now);
        decided &= !limits.isNearLimit(reading, now);
      }
      boolean tooLong =
          value.length + (ownKey == null ? 0 : ownKey.length) > longest - KAFKA_OVERHEAD;
      if (tooLong) {
        problem = "expected at most " + (longest - KAFKA_OVERHEAD) + " bytes, found more";
      }
      values.add(value);
      keys.add(ownKey);
      bytes += value.length + (ownKey == null ? 0 : ownKey.length);
      if (problem != null) {
        refused++;
        unsendable |= heartbeat || tooLong;
        if (refusals.size() < MOST_REFUSALS) {
          refusals.add(new Refusal(records.numbers()[i], problem));
        }
      } else {
        latest = Math.max(latest, reading.number(timePlace));
        if (!reading.counts()) {
          filtered++;
        } else {
          totals.add(reading);
        }
      }
    }
    boolean accepted = refused == 0 || deadLetters && !unsendable;
    boolean whole = decided && refused == 0;
    return new CheckedBatch(
        values,
        keys,
        bytes,
        accepted,
        refused,
        refusals,
        whole ? new CheckedBatch.Counts(totals, filtered, latest) : null);
  }
}
