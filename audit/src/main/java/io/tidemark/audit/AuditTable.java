package io.tidemark.audit;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import io.tidemark.audit.AuditReport.Lateness;
import io.tidemark.audit.AuditReport.Partition;
import io.tidemark.audit.AuditReport.Station;
import io.tidemark.audit.AuditReport.Window;
import io.tidemark.cli.HumanFormat;
import io.tidemark.model.definition.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** An audit as it is read on a terminal. */
final class AuditTable {
  private static final int MOST_WINDOWS = 30;
  private static final String NONE = "-";
  private static final String DEAD_LETTER_TOPIC = "dead-letter topic";

  private final AuditReport report;

  AuditTable(AuditReport report) {
    this.report = report;
  }

  /**
   * The tables of stations, of partitions and of windows, what is wrong, and the verdict as the
   * last line.
   *
   * @param allWindows whether to show them all, however many there are
   * @param partitions whether to show them even if none differs
   */
  String render(boolean allWindows, boolean partitions) {
    StringBuilder page = new StringBuilder();
    page.append(stations()).append("\n\n");
    if (partitions || report.partitions().stream().anyMatch(partition -> !partition.agrees())) {
      page.append(partitions()).append("\n\n");
    }
    if (!report.windows().isEmpty()) {
      windows(page, allWindows);
      page.append('\n');
    }
    if (report.lateness().outOfOrder() > 0) {
      page.append(lateness()).append("\n\n");
    }
    list(page, "Problems:", report.problems());
    list(page, "Notes:", report.notes());
    return page.append(report.verdict()).append('\n').toString();
  }

  private String stations() {
    boolean terms = report.late() + report.backfilled() + report.dead() > 0;
    List<ColumnData<Station>> columns = new ArrayList<>();
    columns.add(text("station", Station::station));
    columns.add(number("readings", Station::readings));
    if (terms) {
      columns.add(number("late", Station::late));
      columns.add(number("dead", Station::dead));
    }
    columns.add(number("rows", Station::rows));
    columns.add(text("difference", HorizontalAlign.RIGHT, station -> signed(station.difference())));
    return table(report.stations().stream().filter(AuditTable::isOfInterest).toList(), columns);
  }

  /** Where nothing is dead nobody needs to know where dead letters would be. */
  private static boolean isOfInterest(Station station) {
    return !station.station().equals(DEAD_LETTER_TOPIC)
        || station.rows() > 0
        || station.difference() != 0;
  }

  private String partitions() {
    return table(
        report.partitions(),
        List.of(
            number("partition", row -> (long) row.partition()),
            number("first offset", Partition::firstOffset),
            number("last offset", Partition::lastOffset),
            number("sent", Partition::sent),
            number("raw readings", Partition::readings),
            number("heartbeats", Partition::heartbeats),
            number("dead", Partition::dead),
            text("ok?", row -> row.agrees() ? "yes" : "NO")));
  }

  private String lateness() {
    Lateness lateness = report.lateness();
    return "Out of order: "
        + HumanFormat.count(lateness.outOfOrder(), "reading")
        + "; behind a later one by p50 "
        + duration(lateness.p50())
        + ", p99 "
        + duration(lateness.p99())
        + ", p99.9 "
        + duration(lateness.p999())
        + ", max "
        + duration(lateness.max())
        + ". A watermark of "
        + lateness.watermarkFor999()
        + " would have kept 99.9 % of all in their windows; it is "
        + lateness.watermark()
        + ".";
  }

  /** To two digits at least: from ten seconds on in whole seconds, and so on. */
  private static String duration(long millis) {
    for (long unit : new long[] {3_600_000, 60_000, 1_000}) {
      if (millis >= 10 * unit) {
        return Durations.format(Duration.ofMillis((millis + unit / 2) / unit * unit));
      }
    }
    return Durations.format(Duration.ofMillis(millis));
  }

  private void windows(StringBuilder page, boolean allWindows) {
    List<Window> shown = report.windows();
    if (!allWindows && shown.size() > MOST_WINDOWS) {
      shown =
          shown.stream().sorted(Comparator.comparing(Window::agrees)).limit(MOST_WINDOWS).toList();
    }
    List<ColumnData<Window>> columns = new ArrayList<>();
    columns.add(text("window start", Window::windowStart));
    columns.add(number("sent", Window::sent));
    columns.add(number("raw topic", Window::rawTopic));
    columns.add(number("aggregated", Window::aggregatedTopic));
    if (report.late() + report.backfilled() > 0) {
      columns.add(number("late", Window::late));
    }
    columns.add(number("Druid raw", Window::druidRaw));
    columns.add(number("Druid aggregated", Window::druidAggregated));
    columns.add(text("ok?", row -> row.agrees() ? "yes" : "NO"));
    page.append(table(shown, columns));
    page.append('\n');
    more(page, shown, false, "differs", "differ");
    more(page, shown, true, "agrees", "agree");
  }

  private void more(
      StringBuilder page, List<Window> shown, boolean agrees, String one, String several) {
    long hidden = count(report.windows(), agrees) - count(shown, agrees);
    if (hidden > 0) {
      page.append("and ").append(HumanFormat.count(hidden, "window")).append(" more that ");
      page.append(hidden == 1 ? one : several).append(" (--all-windows shows all)\n");
    }
  }

  private static long count(List<Window> windows, boolean agrees) {
    return windows.stream().filter(window -> window.agrees() == agrees).count();
  }

  private static void list(StringBuilder page, String title, List<String> lines) {
    if (!lines.isEmpty()) {
      page.append(title).append('\n');
      lines.forEach(line -> page.append("  ").append(line).append('\n'));
      page.append('\n');
    }
  }

  private static <T> String table(Collection<T> rows, List<ColumnData<T>> columns) {
    return AsciiTable.builder()
        .border(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS_NO_OUTSIDE_BORDER)
        .lineSeparator("\n")
        .data(rows, columns)
        .asString()
        .lines()
        .map(String::stripTrailing)
        .collect(Collectors.joining("\n"));
  }

  private static <T> ColumnData<T> text(String header, Function<T, String> value) {
    return text(header, HorizontalAlign.LEFT, value);
  }

  private static <T> ColumnData<T> text(
      String header, HorizontalAlign align, Function<T, String> value) {
    return new Column().header(header).headerAlign(align).dataAlign(align).with(value);
  }

  private static <T> ColumnData<T> number(String header, Function<T, Long> value) {
    return text(
        header,
        HorizontalAlign.RIGHT,
        row -> {
          Long number = value.apply(row);
          return number == null ? NONE : HumanFormat.format(number);
        });
  }

  private static String signed(Long difference) {
    if (difference == null) {
      return NONE;
    }
    return (difference > 0 ? "+" : "") + HumanFormat.format(difference);
  }
}
