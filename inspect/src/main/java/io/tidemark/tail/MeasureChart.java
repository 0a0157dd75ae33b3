package io.tidemark.tail;

import com.fasterxml.jackson.databind.JsonNode;
import com.mitchtalmadge.asciidata.graph.ASCIIGraph;
import io.tidemark.cli.UsageError;
import io.tidemark.cli.text.HumanFormat;
import io.tidemark.model.definition.Measure;
import io.tidemark.model.definition.StreamDefinition;
import java.io.PrintWriter;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Collects one measure of the windows, and draws it over their starts. Where a window has several
 * groups, {@link io.tidemark.model.definition.OverGroups} says what is drawn.
 */
final class MeasureChart implements RecordOutput {
  /** The most windows that are drawn: a terminal has 80 columns at least. */
  static final int WINDOWS = 64;

  private static final int HEIGHT = 12;
  private static final int WIDEST_TICK = 14;

  private final Measure measure;
  private final AggregatedRecordFormat format;
  private final SortedMap<String, DoubleSummaryStatistics> windows = new TreeMap<>();
  private long withoutValue;

  /**
   * @param column the name of a measure
   * @throws UsageError when there is no such measure, or it is no number
   */
  MeasureChart(
      StreamDefinition.Aggregated aggregated, String column, AggregatedRecordFormat format) {
    List<Measure> numbers = aggregated.measures().stream().filter(MeasureChart::isNumber).toList();
    measure =
        numbers.stream()
            .filter(one -> one.name().equals(column))
            .findFirst()
            .orElseThrow(
                () ->
                    new UsageError(
                        numbers.stream()
                            .map(Measure::name)
                            .collect(
                                Collectors.joining(
                                    ", ",
                                    "--chart: expected a measure that is a number: ",
                                    "; found '" + column + "'"))));
    this.format = format;
  }

  private static boolean isNumber(Measure measure) {
    return switch (measure.column().type()) {
      case INT, DECIMAL -> true;
      case INSTANT, STRING, BOOLEAN, HLL, KLL -> false;
    };
  }

  @Override
  public void show(ConsumerRecord<byte[], byte[]> record) {
    JsonNode row = format.rowOrNull(record);
    JsonNode value = row == null ? null : row.get(measure.name());
    if (value == null || !value.isNumber()) {
      withoutValue++;
      return;
    }
    windows
        .computeIfAbsent(
            row.get(StreamDefinition.WINDOW_START).asText(), start -> new DoubleSummaryStatistics())
        .accept(value.doubleValue());
  }

  /** Draws the newest windows. */
  void draw(PrintWriter out) {
    if (windows.isEmpty()) {
      out.println("no window has a value of " + measure.name());
      return;
    }
    List<String> starts =
        windows.keySet().stream().skip(Math.max(0, windows.size() - WINDOWS)).toList();
    double[] values =
        starts.stream().mapToDouble(start -> measure.overGroups().of(windows.get(start))).toArray();
    out.println(
        measure.name()
            + " of "
            + HumanFormat.count(starts.size(), "window")
            + ", "
            + measure.overGroups().text()
            + ", from "
            + starts.get(0)
            + " to "
            + starts.get(starts.size() - 1));
    // the library draws no line of a single point
    double[] line = values.length == 1 ? new double[] {values[0], values[0]} : values;
    out.println(graph(line));
    if (withoutValue > 0) {
      out.println(HumanFormat.count(withoutValue, "row") + " without a value");
    }
  }

  private String graph(double[] values) {
    DecimalFormat ticks =
        new DecimalFormat("#,##0.##", DecimalFormatSymbols.getInstance(Locale.ROOT));
    int width = 1;
    for (double value : values) {
      width = Math.max(width, ticks.format(value).length());
    }
    return ASCIIGraph.fromSeries(values)
        .withNumRows(HEIGHT)
        .withTickWidth(Math.min(WIDEST_TICK, width + 1))
        .withTickFormat(ticks)
        .plot()
        .stripTrailing();
  }
}
