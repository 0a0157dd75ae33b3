package io.tidemark.generator.replay;

import io.tidemark.generator.run.DeliveryCounts;
import io.tidemark.generator.run.RawSender;
import io.tidemark.generator.run.ReadingOutcome;
import io.tidemark.generator.run.RunAccounting;
import io.tidemark.generator.run.UndeliveredRecord;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.RawDecoder;
import io.tidemark.model.record.TimeLimits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Sends recorded records as they are, and accounts for what the pipeline has to make of each: a
 * reading, a dead letter, or nothing. One thread uses it.
 */
final class ReplayRecordWriter {
  /**
   * An event time that is so close to the limit may be on its other side when the record arrives:
   * time goes on, and the broker has a clock of its own.
   */
  private static final long DOUBT = 600_000;

  /** So many undelivered lines are told; of the others there is a count. */
  private static final int TOLD = 20;

  private final RawDecoder decoder;
  private final Reading reading;
  private final TimeLimits limits;
  private final TimeLimits.Check check;
  private final boolean decidedOnArrival;
  private final int timePlace;
  private final int keyPlace;
  private final boolean textKey;
  private final RunAccounting account;
  private final RawSender sender;
  private final LongSupplier clock;
  private final Consumer<String> say;

  /** Of the record that was read last: what becomes of it, and null of what is not sent. */
  private ReadingOutcome fate;

  private boolean timely;
  private byte[] key;
  private long troubles;
  private long refused;

  /**
   * @param limits the same as the aggregation has
   * @param clock the time of day, epoch milliseconds
   * @param say takes lines for the person who watches
   */
  ReplayRecordWriter(
      StreamDefinition definition,
      TimeLimits limits,
      RunAccounting account,
      RawSender sender,
      LongSupplier clock,
      Consumer<String> say) {
    decoder = new RawDecoder(definition.raw());
    reading = definition.raw().newReading();
    this.limits = limits;
    check = limits.check(definition);
    // of readings that are equal the first that arrives counts, and not one that is lost
    decidedOnArrival = definition.aggregated().deduplicate();
    timePlace = definition.raw().indexOf(definition.raw().time());
    keyPlace = definition.raw().indexOf(definition.raw().key());
    textKey = definition.raw().key().type() == FieldType.STRING;
    this.account = account;
    this.sender = sender;
    this.clock = clock;
    this.say = say;
  }

  /**
   * Reads a record.
   *
   * @return whether it is to be sent; a heartbeat is not, because the run makes its own
   */
  boolean read(byte[] record) {
    timely = false;
    key = null;
    if (decoder.decode(record, reading) != null) {
      fate = ReadingOutcome.NO_READING;
      return true;
    }
    if (reading.heartbeat()) {
      return false;
    }
    long now = clock.getAsLong();
    key = textKey ? reading.utf8(keyPlace) : text(reading.number(keyPlace));
    fate = fate(0, now);
    timely = fate == ReadingOutcome.AS_MEASURED;
    if (isDoubtful(now) || timely && decidedOnArrival) {
      fate = ReadingOutcome.ON_ARRIVAL;
    }
    return true;
  }

  private static byte[] text(long number) {
    return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
  }

  private ReadingOutcome fate(long timestamp, long now) {
    if (check.problem(reading, timestamp, now) == null) {
      return ReadingOutcome.AS_MEASURED;
    }
    boolean ahead =
        time() >= limits.earliest() && check.timeProblem(reading, timestamp, now) != null;
    return ahead ? ReadingOutcome.FAR_AHEAD : ReadingOutcome.NO_READING;
  }

  private boolean isDoubtful(long now) {
    return limits.maxAhead() != null
        && Math.abs(time() - now - limits.maxAhead().toMillis()) <= DOUBT;
  }

  /** Whether the record that was read last is a reading with a possible event time. */
  boolean isTimely() {
    return timely;
  }

  /** The event time of the reading that was read last, epoch milliseconds. */
  long time() {
    return reading.number(timePlace);
  }

  /**
   * Sends the record that was read last.
   *
   * @param line where it stands in the recording
   */
  void send(byte[] record, long line) {
    if (fate != ReadingOutcome.ON_ARRIVAL) {
      account.add(reading, record, fate);
    }
    sender.send(key, record, fate, line);
  }

  /** Accounts for what the broker has answered since; nothing is read then. */
  void settle() {
    Queue<DeliveryCounts> arrived = sender.arrived();
    for (DeliveryCounts one = arrived.poll(); one != null; one = arrived.poll()) {
      decoder.decode(one.value(), reading);
      long now = one.timestamp() > 0 ? one.timestamp() : clock.getAsLong();
      account.add(reading, one.value(), fate(one.timestamp(), now));
    }
    Queue<UndeliveredRecord> failed = sender.failed();
    for (UndeliveredRecord one = failed.poll(); one != null; one = failed.poll()) {
      account.takeBack(List.of(one));
      tell(one.line(), "was not delivered: " + one.reason().getMessage());
    }
  }

  /**
   * A record that cannot be sent.
   *
   * @param line where it stands in the recording
   */
  void refuse(long line, String why) {
    refused++;
    tell(line, why);
  }

  /** How many records were refused. */
  long refused() {
    return refused;
  }

  private void tell(long line, String what) {
    troubles++;
    if (troubles <= TOLD) {
      say.accept("line " + line + " " + what);
    } else if (troubles == TOLD + 1) {
      say.accept("more lines are in trouble; from here on they are only counted");
    }
  }
}
