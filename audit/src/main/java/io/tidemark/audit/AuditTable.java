package io.tidemark.audit;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import io.tidemark.audit.AuditReport.Station;
import io.tidemark.audit.AuditReport.Window;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** An audit as it is read on a terminal. */
final class AuditTable {
  private static final int MOST_WINDOWS = 30;
  private static final String NONE = "-";

  private final AuditReport report;

  AuditTable(AuditReport report) {
    this.report = report;
  }

  /**
   * The tables of stations and of windows, what is wrong, and the verdict as the last line.
   *
   * @param allWindows whether to show them all, however many there are
   */
  String render(boolean allWindows) {
    StringBuilder page = new StringBuilder();
    page.append(stations()).append("\n\n");
    if (!report.windows().isEmpty()) {
      windows(page, allWindows);
      page.append('\n');
    }
    list(page, "Problems:", report.problems());
    list(page, "Notes:", report.notes());
    return page.append(report.verdict()).append('\n').toString();
  }

  private String stations() {
    return table(
        report.stations(),
        List.of(
            text("station", Station::station),
            number("readings", Station::readings),
            number("rows", Station::rows),
            text("difference", HorizontalAlign.RIGHT, row -> signed(row.difference()))));
  }

  private void windows(StringBuilder page, boolean allWindows) {
    List<Window> shown = report.windows();
    if (!allWindows && shown.size() > MOST_WINDOWS) {
      shown =
          shown.stream().sorted(Comparator.comparing(Window::agrees)).limit(MOST_WINDOWS).toList();
    }
    page.append(
        table(
            shown,
            List.of(
                text("window start", Window::windowStart),
                number("sent", Window::sent),
                number("raw topic", Window::rawTopic),
                number("aggregated", Window::aggregatedTopic),
                number("Druid raw", Window::druidRaw),
                number("Druid aggregated", Window::druidAggregated),
                text("ok?", row -> row.agrees() ? "yes" : "NO"))));
    page.append('\n');
    more(page, shown, false, "differs", "differ");
    more(page, shown, true, "agrees", "agree");
  }

  private void more(
      StringBuilder page, List<Window> shown, boolean agrees, String one, String several) {
    long hidden = count(report.windows(), agrees) - count(shown, agrees);
    if (hidden > 0) {
      page.append("and ").append(Numbers.count(hidden, "window")).append(" more that ");
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
          return number == null ? NONE : Numbers.format(number);
        });
  }

  private static String signed(Long difference) {
    if (difference == null) {
      return NONE;
    }
    return (difference > 0 ? "+" : "") + Numbers.format(difference);
  }
}
