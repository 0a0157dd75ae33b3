package io.tidemark.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.model.definition.AggregatedColumn;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.Measure;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.row.RowReader;
import io.tidemark.model.row.UnreadableRow;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The newest windows of one aggregated topic, for the chart and the map. Its memory is bounded,
 * whatever the topic has. Thread-safe.
 */
public final class ChartedWindows {
  /** The most windows of which values are kept. */
  static final int WINDOWS = 240;

  /** The most groups of which values are kept; all groups together have a chart as well. */
  static final int GROUPS = 100;

  /** The most places on the map. */
  static final int PLACES = 2_000;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The values of a window: of each group that is kept, and of all groups. */
  private record Values(Map<String, double[]> groups, Map<Measure, DoubleSummaryStatistics> all) {}

  private final StreamDefinition.Aggregated aggregated;
  private final RowReader reader;
  private final List<Measure> measures;
  private final PositionColumns positions;
  private final NavigableMap<Long, Values> windows = new TreeMap<>();
  private final Set<String> groups = new LinkedHashSet<>();
  private final Map<String, Place> places = new LinkedHashMap<>();
  private long rows;

  /**
   * A series for the chart.
   *
   * @param starts of the windows, epoch seconds
   * @param values null where a window has none
   * @param how what the values of several groups are, in words; null for one group
   */
  public record Series(
      String measure, String unit, String how, List<Long> starts, List<Double> values) {}

  /**
   * Where a group was last.
   *
   * @param window the start of the window that says so, epoch milliseconds
   * @param note a text that was last, such as a status, or null
   */
  public record Place(String group, double latitude, double longitude, long window, String note) {}

  /**
   * @param definition with one kind of windows
   */
  public ChartedWindows(StreamDefinition definition) {
    aggregated = definition.aggregated();
    reader = RowReader.of(aggregated);
    measures =
        aggregated.measures().stream()
            .filter(ChartedWindows::isNumber)
            // the one that the definition names comes first
            .sorted(
                Comparator.comparing(measure -> !measure.equals(definition.dashboard().measure())))
            .toList();
    positions = PositionColumns.of(definition);
  }

  private static boolean isNumber(Measure measure) {
    AggregatedColumn.Type type = measure.column().type();
    return type == AggregatedColumn.Type.INT || type == AggregatedColumn.Type.DECIMAL;
  }

  /**
   * Adds a row of the topic. One that cannot be read is left to the audit, which reports it.
   *
   * @param value of the record
   */
  public synchronized void add(byte[] value) {
    rows++;
    try {
      add(reader.read(value));
    } catch (UnreadableRow | DateTimeException e) {
      // the audit has it among the unreadable rows
    }
  }

  private void add(JsonNode row) {
    long start = Instant.parse(row.path(StreamDefinition.WINDOW_START).asText()).toEpochMilli();
    String group =
        aggregated.by().stream()
            .map(Field::name)
            .map(name -> row.path(name).asText())
            .collect(Collectors.joining(" · "));
    if (groups.size() < GROUPS && !aggregated.by().isEmpty()) {
      groups.add(group);
    }
    Values window =
        windows.computeIfAbsent(start, ignored -> new Values(new HashMap<>(), new HashMap<>()));
    double[] own = new double[measures.size()];
    for (int i = 0; i < own.length; i++) {
      JsonNode value = row.path(measures.get(i).name());
      own[i] = value.isNumber() ? value.doubleValue() : Double.NaN;
      if (value.isNumber()) {
        window
            .all()
            .computeIfAbsent(measures.get(i), ignored -> new DoubleSummaryStatistics())
            .accept(own[i]);
      }
    }
    if (groups.contains(group)) {
      window.groups().put(group, own);
    }
    if (windows.size() > WINDOWS) {
      windows.pollFirstEntry();
    }
    positions.place(row, group, start).ifPresent(place -> add(group, place));
  }

  private void add(String group, Place place) {
    Place known = places.get(group);
    if (known == null ? places.size() < PLACES : known.window() <= place.window()) {
      places.put(group, place);
    }
  }

  /** Forgets all rows, before the topic is read from its beginning again. */
  public synchronized void clear() {
    windows.clear();
    groups.clear();
    places.clear();
    rows = 0;
  }

  /** How many rows there were. */
  public synchronized long rows() {
    return rows;
  }

  /** The names of the measures that can be drawn; the first is drawn unless one chooses. */
  public List<String> measures() {
    return measures.stream().map(Measure::name).toList();
  }

  /** The groups that can be drawn by themselves, in the order in which they came. */
  public synchronized List<String> groups() {
    return List.copyOf(groups);
  }

  /** Whether the rows have positions. */
  public boolean hasPositions() {
    return positions.exist();
  }

  /** Where each group was last. */
  public synchronized List<Place> places() {
    return List.copyOf(places.values());
  }

  /**
   * A measure over the newest windows.
   *
   * @param measure its name; the first measure for one that does not exist
   * @param group one of {@link #groups}, or null for all of them
   */
  public synchronized Series series(String measure, String group) {
    Measure drawn =
        measures.stream()
            .filter(one -> one.name().equals(measure))
            .findFirst()
            .orElse(measures.get(0));
    int place = measures.indexOf(drawn);
    List<Long> starts = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    windows.forEach(
        (start, window) -> {
          starts.add(start / 1000);
          double value = group == null ? all(window, drawn) : own(window, group, place);
          values.add(Double.isNaN(value) ? null : value);
        });
    return new Series(
        drawn.name(),
        drawn.field() == null ? null : drawn.field().unit(),
        group == null && !aggregated.by().isEmpty() ? drawn.overGroups().text() : null,
        starts,
        values);
  }

  private static double all(Values window, Measure measure) {
    DoubleSummaryStatistics rows = window.all().get(measure);
    return rows == null ? Double.NaN : measure.overGroups().of(rows);
  }

  private static double own(Values window, String group, int place) {
    double[] own = window.groups().get(group);
    return own == null ? Double.NaN : own[place];
  }

  /** The JSON of a series or of places. */
  static byte[] json(Object value) {
    try {
      return JSON.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records of numbers and texts can be written", e);
    }
  }
}
