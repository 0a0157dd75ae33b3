package io.tidemark.audit.topic;

import io.tidemark.audit.rows.ReadingKeys;
import io.tidemark.audit.rows.WindowKeys;
import io.tidemark.audit.station.StationCount;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.ledger.PaneTotals;
import io.tidemark.model.ledger.RunLedger.PartitionEntry;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts the readings that several runs sent, when the definition deduplicates. The ledger of each
 * of these runs has them, and the windows count them once. A client makes them that does not know
 * whether a gateway took its batch, and sends it to the next one.
 */
final class RunRepeats implements AutoCloseable {
  private record Run(int number, List<PartitionEntry> entries) {
    boolean has(int partition, long offset) {
      return entries.stream()
          .anyMatch(
              entry ->
                  entry.partition() == partition
                      && entry.firstOffset() <= offset
                      && offset <= entry.lastOffset());
    }
  }

  private final StreamDefinition.Aggregated aggregated;
  private final List<Run> runs = new ArrayList<>();
  private final PaneTotals tally;
  private final ReadingKeys seen;

  /**
   * @param runs the entries of each run
   */
  RunRepeats(StreamDefinition definition, List<List<PartitionEntry>> runs) {
    aggregated = definition.aggregated();
    tally = new PaneTotals(definition);
    runs.forEach(entries -> this.runs.add(new Run(this.runs.size(), entries)));
    seen = new ReadingKeys(definition.raw(), WindowKeys.ofThisProcess());
  }

  /**
   * Adds a reading that is not dead and not filtered.
   *
   * @param first whether no reading before it is equal
   */
  void add(Reading reading, int partition, long offset, boolean first) {
    for (Run run : runs) {
      if (run.has(partition, offset)) {
        if (seen.add(reading, run.number()) && !first) {
          tally.add(reading);
        }
        return;
      }
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
