package io.tidemark.model.ledger;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import java.util.Map;
import java.util.TreeMap;

/**
 * Adds up readings that the producer gave up and that may be in the topic all the same. Not
 * thread-safe.
 */
public final class UnknownTotals {
  private final PaneTotals counted;
  private final Map<Integer, Long> partitions = new TreeMap<>();
  private long readings;
  private long dead;
  private long filtered;

  public UnknownTotals(StreamDefinition definition) {
    counted = new PaneTotals(definition);
  }

  /** Adds a reading of any kind whose partition is not known. */
  public void add() {
    readings++;
  }

  /**
   * Adds a reading of any kind.
   *
   * @param partition negative when none was chosen
   */
  public void add(int partition) {
    add();
    if (partition >= 0) {
      partitions.merge(partition, 1L, Long::sum);
    }
  }

  /** One of those that were added would be a dead letter. */
  public void addDead() {
    dead++;
  }

  /** One of them does not fulfil the definition's condition. */
  public void addFiltered() {
    filtered++;
  }

  /** One of them would count in windows. */
  public void addCounted(Reading reading) {
    counted.add(reading);
  }

  /** Adds another part of the same run. */
  public void add(UnknownTotals other) {
    counted.add(other.counted);
    other.partitions.forEach((partition, more) -> partitions.merge(partition, more, Long::sum));
    readings += other.readings;
    dead += other.dead;
    filtered += other.filtered;
  }

  public boolean isEmpty() {
    return readings == 0;
  }

  /** The number of readings. */
  public long readings() {
    return readings;
  }

  /** For the ledger. */
  public RunLedger.Unknown entry() {
    return new RunLedger.Unknown(
        readings, dead, filtered, new TreeMap<>(partitions), counted.entries());
  }
}
