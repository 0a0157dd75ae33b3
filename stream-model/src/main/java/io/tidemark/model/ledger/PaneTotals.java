package io.tidemark.model.ledger;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.ledger.RunLedger.WindowEntry;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The number of readings and the sums of each pane. A pane is the longest interval of which all
 * windows of the stream are composed; for tumbling windows of one length it is the window. Memory
 * grows with the panes, not with the readings. Not thread-safe.
 */
public final class PaneTotals {
  /**
   * The totals of one pane.
   *
   * @param sums the exact sum of each number that is measured, by field
   */
  public record Totals(long readings, Map<String, BigDecimal> sums) {}

  private static final class Pane {
    private final ExactSum[] sums;
    private long readings;

    Pane(int fields) {
      sums = new ExactSum[fields];
      for (int i = 0; i < fields; i++) {
        sums[i] = new ExactSum();
      }
    }
  }

  private final List<Field> measured;
  private final int timePlace;
  private final int[] places;
  private final TreeMap<Long, Pane> panes = new TreeMap<>();

  private final long length;

  /** The pane of the last reading, a cache: consecutive readings are mostly in the same pane. */
  private Pane current;

  private long currentStart;
  private long currentEnd;

  public PaneTotals(StreamDefinition definition) {
    measured = definition.raw().measured();
    List<Field> fields = definition.raw().all();
    length = definition.pane();
    timePlace = fields.indexOf(definition.raw().time());
    places = measured.stream().mapToInt(fields::indexOf).toArray();
  }

  public void add(Reading reading) {
    Pane pane = pane(reading.number(timePlace));
    pane.readings++;
    for (int i = 0; i < places.length; i++) {
      if (!reading.isNull(places[i])) {
        pane.sums[i].add(reading.number(places[i]));
      }
    }
  }

  /** Removes a reading that could not be delivered. */
  public void remove(Reading reading) {
    Pane pane = pane(reading.number(timePlace));
    pane.readings--;
    for (int i = 0; i < places.length; i++) {
      if (!reading.isNull(places[i])) {
        pane.sums[i].subtract(reading.number(places[i]));
      }
    }
  }

  /** The panes that have readings, by their start in epoch milliseconds. */
  public SortedMap<Long, Totals> totals() {
    SortedMap<Long, Totals> totals = new TreeMap<>();
    panes.forEach(
        (start, pane) -> {
          if (pane.readings > 0) {
            Map<String, BigDecimal> sums = new LinkedHashMap<>();
            for (int i = 0; i < places.length; i++) {
              Field field = measured.get(i);
              sums.put(field.name(), pane.sums[i].toDecimal(field.scale()));
            }
            totals.put(start, new Totals(pane.readings, sums));
          }
        });
    return totals;
  }

  /** The panes that have readings, as the ledger has them. */
  public List<WindowEntry> entries() {
    return totals().entrySet().stream()
        .map(
            pane ->
                new WindowEntry(
                    Instant.ofEpochMilli(pane.getKey()).toString(),
                    pane.getValue().readings(),
                    pane.getValue().sums()))
        .toList();
  }

  /** Adds all readings of other totals of the same stream. */
  public void add(PaneTotals other) {
    other.panes.forEach(
        (start, from) -> {
          Pane pane = pane(start);
          pane.readings += from.readings;
          for (int i = 0; i < places.length; i++) {
            pane.sums[i].add(from.sums[i]);
          }
        });
  }

  /**
   * Adds what {@link #totals} has given of a pane.
   *
   * @param start epoch milliseconds
   * @throws ArithmeticException when a sum has more decimal places than its field
   */
  public void add(long start, Totals totals) {
    Pane pane = pane(start);
    pane.readings += totals.readings();
    for (int i = 0; i < places.length; i++) {
      Field field = measured.get(i);
      BigDecimal sum = totals.sums().get(field.name());
      if (sum != null) {
        pane.sums[i].add(sum.setScale(field.scale(), RoundingMode.UNNECESSARY).unscaledValue());
      }
    }
  }

  /** Whether no reading was added. */
  public boolean isEmpty() {
    return panes.isEmpty();
  }

  private Pane pane(long time) {
    if (current == null || time < currentStart || time >= currentEnd) {
      currentStart = Math.floorDiv(time, length) * length;
      currentEnd = currentStart + length;
      current = panes.computeIfAbsent(currentStart, ignored -> new Pane(places.length));
    }
    return current;
  }
}
