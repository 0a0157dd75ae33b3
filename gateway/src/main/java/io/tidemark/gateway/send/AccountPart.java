package io.tidemark.gateway.send;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.ledger.Acknowledgements;
import io.tidemark.model.ledger.PaneTotals;
import io.tidemark.model.ledger.RunLedger;
import io.tidemark.model.ledger.UnknownTotals;
import java.time.Instant;
import java.util.Map;

/** The counts of a part of a run. Not thread-safe. */
final class AccountPart {
  private final StreamDefinition definition;
  private final Acknowledgements acknowledgements = new Acknowledgements();
  private final PaneTotals totals;
  private long sent;
  private long dead;
  private long farFuture;
  private long filtered;
  private long heartbeats;

  /** What may be in the topic although it was given up. */
  private final UnknownTotals unknown;

  AccountPart(StreamDefinition definition) {
    this.definition = definition;
    totals = new PaneTotals(definition);
    unknown = new UnknownTotals(definition);
  }

  /** Adds readings that are one behind the other. */
  void acknowledge(BatchDelivery.Range range) {
    sent += range.count();
    acknowledgements.readings(range.partition(), range.offset(), range.count());
  }

  void heartbeat(int partition, long offset) {
    heartbeats++;
    acknowledgements.record(partition, offset);
  }

  void dead() {
    dead++;
  }

  void farFuture() {
    farFuture++;
  }

  void filtered(long readings) {
    filtered += readings;
  }

  UnknownTotals unknown() {
    return unknown;
  }

  /** What the windows count. */
  PaneTotals totals() {
    return totals;
  }

  long sent() {
    return sent;
  }

  boolean isEmpty() {
    return sent == 0 && heartbeats == 0 && unknown.isEmpty();
  }

  /** Adds another part of the same run. */
  void add(AccountPart other) {
    acknowledgements.add(other.acknowledgements);
    totals.add(other.totals);
    sent += other.sent;
    dead += other.dead;
    farFuture += other.farFuture;
    filtered += other.filtered;
    heartbeats += other.heartbeats;
    unknown.add(other.unknown);
  }

  /** The ledger of this part. */
  RunLedger ledger(
      String topicId, Instant startedAt, Instant endedAt, Map<String, String> settings) {
    return new RunLedger(
        definition.name(),
        definition.raw().topic(),
        topicId,
        startedAt.toString(),
        endedAt.toString(),
        settings,
        false,
        sent,
        unknown.readings(),
        unknown.entry(),
        heartbeats,
        new RunLedger.Faults(
            0, 0, 0, farFuture, 0, dead == 0 ? Map.of() : Map.of(RunLedger.Faults.REPLAYED, dead)),
        filtered,
        acknowledgements.entries(),
        totals.entries());
  }
}
