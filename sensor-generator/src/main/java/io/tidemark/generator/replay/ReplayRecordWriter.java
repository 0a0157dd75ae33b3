package io.tidemark.generator.replay;

import io.tidemark.generator.run.DeliveryCounts;
import io.tidemark.generator.run.ReadingOutcome;
import io.tidemark.generator.run.ReadingSender;
import io.tidemark.generator.run.RunAccounting;
import io.tidemark.generator.run.UndeliveredRecord;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.RawDecoder;
import io.tidemark.model.record.RecordKey;
import io.tidemark.model.record.TimeLimits;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Sends recorded records unchanged, and accounts for the expected result of each in the pipeline: a
 * reading, a dead letter, or nothing. Not thread-safe.
 */
final class ReplayRecordWriter {
  /** The number of undelivered lines that are reported; the others are only counted. */
  private static final int MAX_REPORTED_LINES = 20;

  private final RawDecoder decoder;
  private final Reading reading;
  private final TimeLimits.Check check;
  private final boolean decidedOnArrival;
  private final int timePlace;
  private final RecordKey recordKey;
  private final RunAccounting account;
  private final ReadingSender sender;
  private final LongSupplier clock;
  private final Consumer<String> say;

  /** The outcome of the last record that was read; null when it is not sent. */
  private ReadingOutcome outcome;

  private boolean timely;
  private byte[] key;

  /** Why the last record becomes a dead letter; null when it does not, or is not decided. */
  private String problem;

  private final RefusedRecords refusals = new RefusedRecords();
  private long problems;
  private long refused;

  /**
   * @param limits the limits of the aggregation
   * @param clock the wall clock, epoch milliseconds
   * @param say receives messages for the user
   */
  ReplayRecordWriter(
      StreamDefinition definition,
      TimeLimits limits,
      RunAccounting account,
      ReadingSender sender,
      LongSupplier clock,
      Consumer<String> say) {
    decoder = new RawDecoder(definition.raw());
    reading = definition.raw().newReading();
    check = limits.check(definition);
    // an event time that is the arrival is known then;
    // of equal readings, the first that arrives counts; a lost one does not
    decidedOnArrival =
        definition.aggregated().deduplicate()
            || definition.raw().time().format() == TimeFormat.RECORD;
    timePlace = definition.raw().indexOf(definition.raw().time());
    recordKey = new RecordKey(definition.raw());
    this.account = account;
    this.sender = sender;
    this.clock = clock;
    this.say = say;
  }

  /**
   * Reads a record.
   *
   * @param known the problem of a record that cannot be decoded, if it is known; or null
   * @return whether to send it; heartbeats are not sent, because the run sends its own
   */
  boolean read(byte[] record, String known) {
    timely = false;
    key = null;
    problem = decoder.decode(record, clock.getAsLong(), reading);
    if (problem != null) {
      problem = known == null ? problem : known;
      outcome = ReadingOutcome.NO_READING;
      return true;
    }
    if (reading.heartbeat()) {
      return false;
    }
    long now = clock.getAsLong();
    key = recordKey.of(reading);
    outcome = outcome(0, now);
    timely = outcome == ReadingOutcome.AS_MEASURED;
    if (check.isNearLimit(reading, now) || timely && decidedOnArrival) {
      outcome = ReadingOutcome.ON_ARRIVAL;
    }
    return true;
  }

  private ReadingOutcome outcome(long timestamp, long now) {
    problem = check.problem(reading, timestamp, now);
    if (problem == null) {
      return ReadingOutcome.AS_MEASURED;
    }
    return check.isAhead(reading, timestamp, now)
        ? ReadingOutcome.FAR_AHEAD
        : ReadingOutcome.NO_READING;
  }

  /** Whether the last record that was read is a reading with a possible event time. */
  boolean isTimely() {
    return timely;
  }

  /** The event time of the last reading, epoch milliseconds. */
  long time() {
    return reading.number(timePlace);
  }

  /**
   * Sends the last record that was read.
   *
   * @param line the line of the record in the recording
   */
  void send(byte[] record, long line) {
    if (outcome != ReadingOutcome.ON_ARRIVAL) {
      account.add(reading, record, outcome);
      if (problem != null) {
        refusals.add(problem, line, record);
      }
    }
    sender.send(key, record, outcome, line);
  }

  /** Accounts for the broker's answers since the last call. */
  void settle() {
    Queue<DeliveryCounts> arrived = sender.arrived();
    for (DeliveryCounts one = arrived.poll(); one != null; one = arrived.poll()) {
      long now = one.timestamp() > 0 ? one.timestamp() : clock.getAsLong();
      decoder.decode(one.value(), now, reading);
      account.add(reading, one.value(), outcome(one.timestamp(), now));
      if (problem != null) {
        refusals.add(problem, 0, one.value());
      }
    }
    Queue<UndeliveredRecord> failed = sender.failed();
    for (UndeliveredRecord one = failed.poll(); one != null; one = failed.poll()) {
      account.takeBack(List.of(one));
      if (one.mayBeThere() && one.outcome() == ReadingOutcome.ON_ARRIVAL) {
        long now = clock.getAsLong();
        decoder.decode(one.value(), now, reading);
        account.addUnknown(reading, outcome(0, now));
      }
      report(one.line(), "was not delivered: " + one.reason().getMessage());
    }
  }

  /**
   * Reports a record that is longer than Kafka takes.
   *
   * @param line the line of the record in the recording
   * @param longest the maximum length in bytes
   */
  void refuseTooLong(long line, int longest) {
    refused++;
    String why = "expected " + longest + " bytes at most, Kafka's max.request.size, found more";
    refusals.add(why, line, new byte[0]);
    report(line, "is not sent: " + why);
  }

  /** The records that are dead letters or were too long. */
  RefusedRecords refusals() {
    return refusals;
  }

  /** The number of refused records. */
  long refused() {
    return refused;
  }

  private void report(long line, String what) {
    problems++;
    if (problems <= MAX_REPORTED_LINES) {
      say.accept("line " + line + " " + what);
    } else if (problems == MAX_REPORTED_LINES + 1) {
      say.accept("more lines are in trouble; from here on they are only counted");
    }
  }
}
