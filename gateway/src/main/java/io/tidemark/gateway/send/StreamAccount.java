package io.tidemark.gateway.send;

import io.tidemark.gateway.reading.CheckedBatch;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.ledger.Acknowledgements;
import io.tidemark.model.ledger.PaneTotals;
import io.tidemark.model.ledger.RunLedger;
import io.tidemark.model.record.RawDecoder;
import io.tidemark.model.record.TimeLimits;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
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
  private final Acknowledgements acknowledgements;
  private final PaneTotals totals;

  /** Null when the definition does not deduplicate. */
  private final RecentReadings seen;

  private final AtomicLong pending = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private long sent;
  private long dead;
  private long farFuture;
  private long filtered;
  private long heartbeats;
  private long latest = Long.MIN_VALUE;

  /**
   * @param partitions of the topic
   * @param limits as the aggregation has them
   * @param clock the time of day, epoch milliseconds
   * @param settings for the ledger
   */
  StreamAccount(
      StreamDefinition definition,
      String topicId,
      int partitions,
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
    acknowledgements = new Acknowledgements(partitions);
    totals = new PaneTotals(definition);
    seen =
        definition.aggregated().deduplicate()
            ? new RecentReadings(definition.raw(), RecentReadings.REMEMBERED)
            : null;
  }

  /** Adds the records that the broker has acknowledged of a batch. */
  synchronized void add(BatchDelivery delivery) {
    CheckedBatch batch = delivery.batch();
    CheckedBatch.Counts counts = batch.counts();
    boolean known = counts != null && delivery.isWhole();
    for (int i = 0; i < batch.size(); i++) {
      if (delivery.isDelivered(i)) {
        sent++;
        acknowledgements.reading(delivery.partition(i), delivery.offset(i));
        if (!known) {
          add(batch.values().get(i), delivery.timestamp(i));
        }
      }
    }
    if (known) {
      totals.add(counts.totals());
      filtered += counts.filtered();
      latest = Math.max(latest, counts.latest());
    }
  }

  /** Adds a record that is decided only now that its arrival is known. */
  private void add(byte[] value, long timestamp) {
    long now = clock.getAsLong();
    long arrival = timestamp > 0 ? timestamp : now;
    if (decoder.decode(value, arrival, reading) != null) {
      dead++;
      return;
    }
    if (limits.problem(reading, timestamp, arrival) != null) {
      if (limits.isAhead(reading, timestamp, arrival)) {
        farFuture++;
      } else {
        dead++;
      }
      return;
    }
    latest = Math.max(latest, reading.number(timePlace));
    if (!reading.counts()) {
      filtered++;
    } else if (seen == null || seen.add(reading)) {
      totals.add(reading);
    }
  }

  /** Adds a closing heartbeat. */
  synchronized void addHeartbeat(int partition, long offset) {
    heartbeats++;
    acknowledgements.record(partition, offset);
  }

  /** Adds bytes that wait for the broker; negative when they no longer do. */
  void addPending(long bytes) {
    pending.addAndGet(bytes);
  }

  /** Bytes of readings that the broker has not acknowledged. */
  long pending() {
    return pending.get();
  }

  /** Adds records that the broker did not take; their clients are told so. */
  void addFailures(int records) {
    failures.addAndGet(records);
  }

  /** Records that the broker did not take. */
  long failures() {
    return failures.get();
  }

  int partitions() {
    return acknowledgements.partitions();
  }

  /** Readings that the broker has acknowledged. */
  synchronized long sent() {
    return sent;
  }

  /** The latest event time, epoch milliseconds; empty before the first. */
  synchronized OptionalLong latest() {
    return latest == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(latest);
  }

  /** The ledger of what is acknowledged so far. */
  synchronized RunLedger ledger() {
    return new RunLedger(
        definition.name(),
        definition.raw().topic(),
        topicId,
        startedAt.toString(),
        Instant.ofEpochMilli(clock.getAsLong()).toString(),
        settings,
        false,
        sent,
        0,
        heartbeats,
        new RunLedger.Faults(
            0, 0, 0, farFuture, 0, dead == 0 ? Map.of() : Map.of(RunLedger.Faults.REPLAYED, dead)),
        filtered,
        acknowledgements.entries(),
        totals.entries());
  }
}
