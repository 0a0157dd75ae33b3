package io.tidemark.generator.run;

import io.tidemark.kafka.KafkaBroker;
import io.tidemark.kafka.TopicReader;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.RawDecoder;
import io.tidemark.model.record.RawEncoder;
import io.tidemark.model.record.TimeLimits;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * How far the event times in a raw topic go, and whether a heartbeat has closed its last window.
 * Records that the aggregation rejects do not count, because they do not move its watermark.
 */
public final class OpenWindows {
  private final StreamDefinition definition;
  private final int time;
  private final RawDecoder decoder;
  private final TimeLimits.Check limits;
  private final LongSupplier clock;
  private final Reading reading;
  private long latest = Long.MIN_VALUE;
  private long heartbeat = Long.MIN_VALUE;

  /** Until when windows of a definition before are awaited, and the event time that closes them. */
  private long awaitedEnd = Long.MIN_VALUE;

  private long awaitedClosing = Long.MIN_VALUE;

  /**
   * @param limits the same as the aggregation has
   * @param clock the time of day, epoch milliseconds
   */
  public OpenWindows(StreamDefinition definition, TimeLimits limits, LongSupplier clock) {
    this.definition = definition;
    this.limits = limits.check(definition);
    this.clock = clock;
    time = definition.raw().indexOf(definition.raw().time());
    decoder = new RawDecoder(definition.raw());
    reading = definition.raw().newReading();
  }

  /**
   * Also closes the windows of the definition before, for an upgrade that waits for them.
   *
   * @param boundary the end of the last of them, epoch milliseconds
   * @param watermark of that definition
   */
  public void await(long boundary, Duration watermark) {
    awaitedEnd = boundary;
    awaitedClosing = boundary + watermark.toMillis();
  }

  /**
   * Reads the topic from its beginning to its current end.
   *
   * @throws io.tidemark.cli.UserError when the topic cannot be read
   */
  public void read(KafkaBroker broker, KafkaBroker.Topic now) {
    try (TopicReader reader = broker.reader(definition.raw().topic())) {
      reader.readOn(now, this::add);
    }
  }

  /** Adds a record of the topic. */
  public void add(ConsumerRecord<byte[], byte[]> record) {
    if (decoder.decode(record.value(), record.timestamp(), reading) != null
        || limits.problem(reading, record.timestamp(), clock.getAsLong()) != null) {
      return;
    }
    if (reading.heartbeat()) {
      heartbeat = Math.max(heartbeat, reading.number(time));
    } else {
      latest = Math.max(latest, reading.number(time));
    }
  }

  /** The end of the last window, epoch milliseconds; empty when the topic has no reading. */
  public OptionalLong lastEnd() {
    return latest == Long.MIN_VALUE
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(awaitedEnd, definition.lastEnd(latest)));
  }

  /** Whether a heartbeat has closed the last window; true without a reading. */
  public boolean areClosed() {
    return lastEnd().isEmpty() || heartbeat >= closingTime();
  }

  /** The heartbeat that closes the last window, which exists. */
  public byte[] closingHeartbeat() {
    return new RawEncoder(definition.raw()).encodeHeartbeat(closingTime());
  }

  /** The event time at which the watermark passes the end of the last window. */
  private long closingTime() {
    return Math.max(awaitedClosing, definition.closingTime(latest));
  }

  /** Why the aggregation would reject the closing heartbeat if it was sent now, or null. */
  public String problem() {
    long now = clock.getAsLong();
    String malformed = decoder.decode(closingHeartbeat(), 1, reading);
    return malformed == null ? limits.problem(reading, now, now) : malformed;
  }
}
