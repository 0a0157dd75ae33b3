package io.tidemark.audit.topic;

import io.tidemark.audit.rows.ReadingKeys;
import io.tidemark.audit.rows.WindowKeys;
import io.tidemark.audit.station.StationCount;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.ledger.PaneTotals;
import io.tidemark.model.ledger.RunLedger.PartitionEntry;
import java.util.List;

/**
 * Counts the readings that several runs sent, when the definition deduplicates. The ledger of each
 * of these runs has them, and the windows count them once. A client makes them that does not know
 * whether a gateway took its batch, and sends it to the next one.
 */
final class RunRepeats implements AutoCloseable {
  private final StreamDefinition.Aggregated aggregated;

  /** The number of the run that has them. */
  private final OffsetRanges<Integer> runs = new OffsetRanges<>();

  private final PaneTotals tally;
  private final ReadingKeys seen;

  /**
   * @param runs the entries of each run
   */
  RunRepeats(StreamDefinition definition, List<List<PartitionEntry>> runs) {
    aggregated = definition.aggregated();
    tally = new PaneTotals(definition);
    for (int run = 0; run < runs.size(); run++) {
      for (PartitionEntry entry : runs.get(run)) {
        this.runs.add(entry.partition(), entry.firstOffset(), entry.lastOffset() + 1, run);
      }
    }
    seen = new ReadingKeys(definition.raw(), WindowKeys.ofThisProcess());
  }

  /**
   * Adds a reading that is not dead and not filtered.
   *
   * @param first whether no reading before it is equal
   */
  void add(Reading reading, int partition, long offset, boolean first) {
    Integer run = runs.at(partition, offset);
    if (run != null && seen.add(reading, run) && !first) {
      tally.add(reading);
    }
  }

  StationCount count() {
    return StationCount.ofPanes(aggregated, 0, tally);
  }

  @Override
  public void close() {
    seen.close();
  }
}
