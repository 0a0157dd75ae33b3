package io.tidemark.gateway.send;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.ledger.Acknowledgements;
import io.tidemark.model.ledger.PaneTotals;
import io.tidemark.model.ledger.RunLedger;
import java.time.Instant;
import java.util.Map;

/** The counts of a part of a run. Not thread-safe. */
final class AccountPart {
  private final StreamDefinition definition;
  private final Acknowledgements acknowledgements;
  private final PaneTotals totals;
  private long sent;
  private long dead;
  private long farFuture;
  private long filtered;
  private long heartbeats;

  /** What may be in the topic although the producer gave it up. */
  private final PaneTotals unknownTotals;

  private long unknown;
  private long unknownDead;
  private long unknownFiltered;

  /**
   * @param partitions of the topic
   */
  AccountPart(StreamDefinition definition, int partitions) {
    this.definition = definition;
    acknowledgements = new Acknowledgements(partitions);
    totals = new PaneTotals(definition);
    unknownTotals = new PaneTotals(definition);
  }

  void acknowledge(int partition, long offset) {
    sent++;
    acknowledgements.reading(partition, offset);
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

  /** Adds a record that may be in the topic, of any kind. */
  void unknown() {
    unknown++;
  }

  void unknownDead() {
    unknownDead++;
  }

  void unknownFiltered() {
    unknownFiltered++;
  }

  /** What the windows count of those that may be in the topic. */
  PaneTotals unknownTotals() {
    return unknownTotals;
  }

  /** What the windows count. */
  PaneTotals totals() {
    return totals;
  }

  long sent() {
    return sent;
  }

  boolean isEmpty() {
    return sent == 0 && heartbeats == 0 && unknown == 0;
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
    unknownTotals.add(other.unknownTotals);
    unknown += other.unknown;
    unknownDead += other.unknownDead;
    unknownFiltered += other.unknownFiltered;
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
        unknown,
        new RunLedger.Unknown(
            unknown, unknownDead, unknownFiltered, Map.of(), unknownTotals.entries()),
        heartbeats,
        new RunLedger.Faults(
            0, 0, 0, farFuture, 0, dead == 0 ? Map.of() : Map.of(RunLedger.Faults.REPLAYED, dead)),
        filtered,
        acknowledgements.entries(),
        totals.entries());
  }
}
