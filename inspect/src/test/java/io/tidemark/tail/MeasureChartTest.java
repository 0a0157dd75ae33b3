package io.tidemark.tail;

import static io.tidemark.tail.TailRecords.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UsageError;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeasureChartTest {
  private static final AggregatedRecordFormat FORMAT =
      new AggregatedRecordFormat(TailRecords.STREAM.aggregated());

  @Test
  void countsAreAddedUpOverTheGroupsOfAWindow() {
    MeasureChart chart = chart("readings");
    row(chart, 0, "a", 10, "1.5");
    row(chart, 0, "b", 20, "2.5");
    row(chart, 1, "a", 90, "3.5");

    List<String> lines = drawn(chart);
    assertThat(lines.get(0))
        .isEqualTo(
            "readings of 2 windows, added up over the groups, from 2026-03-10T12:00:00.000Z to"
                + " 2026-03-10T12:01:00.000Z");
    assertThat(lines.get(1)).startsWith(" 90 ");
    assertThat(lines.get(lines.size() - 1)).startsWith(" 30 ");
  }

  @Test
  void averagesHaveTheMeanOfTheGroups() {
    MeasureChart chart = chart("avg_temp");
    row(chart, 0, "a", 10, "1.5");
    row(chart, 0, "b", 20, "2.5");

    List<String> lines = drawn(chart);
    assertThat(lines.get(0)).startsWith("avg_temp of 1 window, the mean of the groups");
    assertThat(String.join("\n", lines)).contains("2 ").doesNotContain("1.5").doesNotContain("2.5");
  }

  @Test
  void theNewestWindowsAreDrawnInTheOrderOfTheirStarts() {
    MeasureChart chart = chart("readings");
    for (int minute = 100; minute >= 0; minute--) {
      row(chart, minute, "a", minute, "0");
    }

    List<String> lines = drawn(chart);
    assertThat(lines.get(0))
        .startsWith("readings of 64 windows")
        .endsWith("from 2026-03-10T12:37:00.000Z to 2026-03-10T13:40:00.000Z");
    assertThat(lines.get(1)).startsWith(" 100 ");
  }

  @Test
  void rowsWithoutAValueAreCounted() {
    MeasureChart chart = chart("avg_temp");
    row(chart, 0, "a", 10, "null");
    chart.show(record("k", "not JSON"));
    assertThat(drawn(chart)).containsExactly("no window has a value of avg_temp");

    row(chart, 0, "b", 20, "2.5");
    assertThat(drawn(chart)).endsWith("2 rows without a value");
  }

  @Test
  void whatIsNoNumberIsWrongUsage() {
    assertThatThrownBy(() -> chart("sensor"))
        .isInstanceOf(UsageError.class)
        .hasMessage(
            "--chart: expected a measure that is a number: readings, avg_temp; found 'sensor'");
  }

  private static MeasureChart chart(String measure) {
    return new MeasureChart(TailRecords.STREAM.aggregated(), measure, FORMAT);
  }

  private static void row(
      MeasureChart chart, int minute, String sensor, int readings, String average) {
    String start = "2026-03-10T%02d:%02d:00.000Z".formatted(12 + minute / 60, minute % 60);
    chart.show(
        record(
            sensor + "|" + start,
            "{\"window_start\":\"%s\",\"window_end\":\"%s\",\"sensor\":\"%s\",\"readings\":%d,\"avg_temp\":%s}"
                .formatted(start, start, sensor, readings, average)));
  }

  private static List<String> drawn(MeasureChart chart) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    chart.draw(out);
    out.flush();
    return text.toString().lines().toList();
  }
}
