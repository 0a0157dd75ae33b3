package io.tidemark.audit.topic;

import io.tidemark.audit.rows.CountedRow;
import io.tidemark.audit.rows.CountedRowDecoder;
import io.tidemark.audit.rows.SettledWindows;
import io.tidemark.audit.rows.WindowKeys;
import io.tidemark.audit.station.RepeatedRows;
import io.tidemark.audit.station.StationCount;
import io.tidemark.audit.station.WindowRange;
import io.tidemark.model.definition.Measure;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.row.UnreadableRow;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Adds up the rows of the aggregated topic. A row is known by its window and its groups, read from
 * the row itself: of each only one may be there. What it keeps in memory grows with the windows,
 * not with the rows.
 */
final class AggregatedTopicCounter
    implements Consumer<ConsumerRecord<byte[], byte[]>>, AutoCloseable {
  private static final int SAMPLES = 5;

  private static final class Window {
    private final BigDecimal[] sums;
    private long readings;
    private long rows;

    Window(int sums) {
      this.sums = new BigDecimal[sums];
      Arrays.fill(this.sums, BigDecimal.ZERO);
    }
  }

  private final CountedRowDecoder decoder;
  private final List<Measure> sums;
  private final WindowRange range;
  private final WindowKeys keys;
  private final Map<Long, Window> windows = new HashMap<>();
  private final FlawedRecordCounter unreadable = new FlawedRecordCounter();
  private final List<String> repeatedKeys = new ArrayList<>();
  private final SortedMap<String, Long> lacking = new TreeMap<>();
  private long repeatedRows;
  private long rows;
  private long records;

  /** Windows of an earlier audit. Their keys are not known: a further row may be there twice. */
  private SettledWindows settled = SettledWindows.NONE;

  private long settledAgain;

  /** The window of the last row, a cache: consecutive rows are mostly of the same window. */
  private Window current;

  private long currentStart;

  /**
   * @param range the windows that are counted
   * @param keys of no row yet; closed with this
   */
  AggregatedTopicCounter(StreamDefinition definition, WindowRange range, WindowKeys keys) {
    decoder = new CountedRowDecoder(definition.aggregated(), range);
    sums = decoder.sums();
    this.range = range;
    this.keys = keys;
  }

  @Override
  public void accept(ConsumerRecord<byte[], byte[]> record) {
    records++;
    try {
      CountedRow row = decoder.decode(record.value());
      if (row != null) {
        settledAgain += settled.has(row.window()) ? 1 : 0;
        rows++;
        add(row, record.value());
      }
    } catch (UnreadableRow e) {
      rows++;
      unreadable.add(record, e.getMessage());
    }
  }

  private void add(CountedRow row, byte[] value) {
    if (!keys.add(row.window(), row.key().high(), row.key().low())) {
      repeatedRows++;
      if (repeatedKeys.size() < SAMPLES) {
        repeatedKeys.add(decoder.shownGroups(value) + "|" + Instant.ofEpochMilli(row.window()));
      }
    }
    if (current == null || currentStart != row.window()) {
      currentStart = row.window();
      current = windows.computeIfAbsent(currentStart, ignored -> new Window(sums.size()));
    }
    for (int i = row.lacking().nextSetBit(0); i >= 0; i = row.lacking().nextSetBit(i + 1)) {
      lacking.merge(decoder.columns().get(i).name(), 1L, Long::sum);
    }
    current.readings += row.readings();
    current.rows++;
    for (int i = 0; i < current.sums.length; i++) {
      current.sums[i] = current.sums[i].add(row.sum(i));
    }
  }

  /** What was counted of each window. */
  SortedMap<Long, TopicCounts.Window> counts() {
    SortedMap<Long, TopicCounts.Window> counts = new TreeMap<>();
    windows.forEach(
        (start, window) ->
            counts.put(
                start, new TopicCounts.Window(window.readings, window.rows, fieldSums(window))));
    return counts;
  }

  /** Counts on; before the first row. */
  void continueFrom(SortedMap<Long, TopicCounts.Window> before) {
    Map<Long, SettledWindows.Rows> known = new HashMap<>();
    range
        .of(before)
        .forEach(
            (start, one) -> {
              Window window = new Window(sums.size());
              window.readings = one.readings();
              window.rows = one.rows();
              for (int i = 0; i < window.sums.length; i++) {
                window.sums[i] =
                    one.sums().getOrDefault(sums.get(i).field().name(), BigDecimal.ZERO);
              }
              windows.put(start, window);
              rows += window.rows;
              known.put(start, new SettledWindows.Rows(window.readings, window.rows));
            });
    settled = new SettledWindows(known);
  }

  /** The windows of the earlier audit. */
  SettledWindows settled() {
    return settled;
  }

  /** How many rows have come for windows of the earlier audit. */
  long settledAgain() {
    return settledAgain;
  }

  /** How many records were read. */
  long records() {
    return records;
  }

  AggregatedTopic station() {
    return new AggregatedTopic(
        count(),
        unreadable.records(),
        RepeatedRows.withKeys(repeatedRows, repeatedKeys),
        new TreeMap<>(lacking));
  }

  private StationCount count() {
    SortedMap<Long, Long> readings = new TreeMap<>();
    Map<Long, Map<String, BigDecimal>> byField = new HashMap<>();
    windows.forEach(
        (start, window) -> {
          readings.put(start, window.readings);
          byField.put(start, fieldSums(window));
        });
    return StationCount.of(rows, readings, byField);
  }

  private Map<String, BigDecimal> fieldSums(Window window) {
    Map<String, BigDecimal> byField = new HashMap<>();
    for (int i = 0; i < window.sums.length; i++) {
      byField.put(sums.get(i).field().name(), window.sums[i]);
    }
    return byField;
  }

  /** Removes the temporary file of the keys. */
  @Override
  public void close() {
    keys.close();
  }
}
