package io.tidemark.gateway.send;

import io.tidemark.gateway.reading.CheckedBatch;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.ledger.RunLedger;
import io.tidemark.model.record.RawDecoder;
import io.tidemark.model.record.TimeLimits;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The account of the records that the broker has acknowledged in one stream: what the windows will
 * count of them, and what not. Memory grows with the windows alone. Thread-safe.
 */
final class StreamAccount {
  private final StreamDefinition definition;
  private final String topicId;
  private final RawDecoder decoder;
  private final Reading reading;
  private final TimeLimits.Check limits;
  private final int timePlace;
  private final LongSupplier clock;
  private final Instant startedAt;
  private final Map<String, String> settings;
  private final AccountPart earlier;

  /** What the journal has not got yet. */
  private AccountPart recent;

  /** Null when the definition does not deduplicate. */
  private final RecentReadings seen;

  /** Batches that lack an answer of the broker. */
  private final Set<BatchDelivery> open = new HashSet<>();

  private final AtomicLong pending = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private long latest = Long.MIN_VALUE;
  private boolean taken;

  /**
   * @param limits as the aggregation has them
   * @param clock the time of day, epoch milliseconds
   * @param settings for the ledger
   */
  StreamAccount(
      StreamDefinition definition,
      String topicId,
      TimeLimits limits,
      LongSupplier clock,
      Map<String, String> settings) {
    this.definition = definition;
    this.topicId = topicId;
    decoder = new RawDecoder(definition.raw());
    reading = definition.raw().newReading();
    this.limits = limits.check(definition);
    timePlace = definition.raw().indexOf(definition.raw().time());
    this.clock = clock;
    this.settings = settings;
    startedAt = Instant.ofEpochMilli(clock.getAsLong());
    earlier = new AccountPart(definition);
    recent = new AccountPart(definition);
    seen =
        definition.aggregated().deduplicate()
            ? new RecentReadings(definition.raw(), RecentReadings.REMEMBERED)
            : null;
  }

  /** Knows a batch from now on until it is settled. */
  synchronized void begin(BatchDelivery delivery) {
    open.add(delivery);
  }

  /** Adds the records that the broker has acknowledged of a batch that has all its answers. */
  synchronized void settle(BatchDelivery delivery) {
    open.remove(delivery);
    add(delivery);
    delivery.unknown().forEach(place -> addUnknown(delivery.batch().values().get(place)));
  }

  /** Adds a record that was given up and that may be in the topic. */
  private void addUnknown(byte[] value) {
    long now = clock.getAsLong();
    recent.unknown().add();
    if (decoder.decode(value, now, reading) != null || limits.problem(reading, 0, now) != null) {
      recent.unknown().addDead();
    } else if (reading.counts()) {
      recent.unknown().addCounted(reading);
    } else {
      recent.unknown().addFiltered();
    }
  }

  /** Adds the records that the broker has acknowledged of a batch since the last call. */
  private void add(BatchDelivery delivery) {
    CheckedBatch batch = delivery.batch();
    CheckedBatch.Counts counts = batch.counts();
    boolean known = counts != null && delivery.isWholeAndUncounted();
    for (BatchDelivery.Range range : delivery.takeUncounted()) {
      recent.acknowledge(range);
      if (!known) {
        range.places().forEach(place -> add(batch.values().get(place), range.timestamp()));
      }
    }
    if (known) {
      recent.totals().add(counts.totals());
      recent.filtered(counts.filtered());
      latest = Math.max(latest, counts.latest());
    }
  }

  /** Adds a record that is decided only now that its arrival is known. */
  private void add(byte[] value, long timestamp) {
    long now = clock.getAsLong();
    long arrival = timestamp > 0 ? timestamp : now;
    if (decoder.decode(value, arrival, reading) != null) {
      recent.dead();
      return;
    }
    if (limits.problem(reading, timestamp, arrival) != null) {
      if (limits.isAhead(reading, timestamp, arrival)) {
        recent.farFuture();
      } else {
        recent.dead();
      }
      return;
    }
    latest = Math.max(latest, reading.number(timePlace));
    if (!reading.counts()) {
      recent.filtered(1);
    } else if (seen == null || seen.add(reading)) {
      recent.totals().add(reading);
    }
  }

  /** Adds a closing heartbeat. */
  synchronized void addHeartbeat(int partition, long offset) {
    recent.heartbeat(partition, offset);
  }

  /** Adds bytes that wait for the broker; negative when they no longer do. */
  void addPending(long bytes) {
    pending.addAndGet(bytes);
  }

  /** Bytes of readings that the broker has not acknowledged. */
  long pending() {
    return pending.get();
  }

  /** Adds records that the broker did not take; their clients get an error. */
  void addFailures(int records) {
    failures.addAndGet(records);
  }

  /** Records that the broker did not take. */
  long failures() {
    return failures.get();
  }

  /** Readings that the broker has acknowledged. */
  synchronized long sent() {
    return earlier.sent() + recent.sent();
  }

  /** Whether a ledger would have nothing, not even what may be in the topic. */
  synchronized boolean isEmpty() {
    return earlier.isEmpty() && recent.isEmpty();
  }

  /** The latest event time, epoch milliseconds; empty before the first. */
  synchronized OptionalLong latest() {
    return latest == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(latest);
  }

  /** The start of the account. */
  Instant startedAt() {
    return startedAt;
  }

  /** The ledger of what is acknowledged so far. */
  synchronized RunLedger ledger() {
    open.forEach(this::add);
    earlier.add(recent);
    recent = new AccountPart(definition);
    return ledger(earlier);
  }

  /**
   * Gives what came since the last call, for the journal. In each partition that is all that the
   * broker has acknowledged up to an offset, also of batches that lack answers: what the journal of
   * a killed gateway lacks comes after its offsets.
   *
   * @return null when nothing came; empty at the first call
   */
  synchronized RunLedger takeRecent() {
    open.forEach(this::add);
    boolean first = !taken;
    taken = true;
    if (recent.isEmpty() && !first) {
      return null;
    }
    AccountPart part = recent;
    earlier.add(part);
    recent = new AccountPart(definition);
    return ledger(part);
  }

  private RunLedger ledger(AccountPart part) {
    return part.ledger(topicId, startedAt, Instant.ofEpochMilli(clock.getAsLong()), settings);
  }
}
