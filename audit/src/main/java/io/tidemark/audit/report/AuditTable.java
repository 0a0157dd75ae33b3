package io.tidemark.audit.report;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import io.tidemark.audit.comparison.Balance;
import io.tidemark.audit.comparison.PartitionCheck;
import io.tidemark.audit.report.WindowTotal.AtStation;
import io.tidemark.audit.station.Lateness;
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
  private static final String LATE = "late";

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
    if (partitions
        || report.details().partitions().stream().anyMatch(partition -> !partition.agrees())) {
      page.append(partitions()).append("\n\n");
    }
    if (!report.windows().isEmpty()) {
      windows(page, allWindows);
      page.append('\n');
    }
    if (report.lateness().outOfOrder() > 0) {
      page.append(lateness()).append("\n\n");
    }
    list(page, "Problems:", report.outcome().problems());
    list(page, "Notes:", report.outcome().notes());
    return page.append(report.outcome().verdict()).append('\n').toString();
  }

  private String stations() {
    Balance balance = report.balance();
    boolean terms = balance.late() + balance.backfilled() + balance.dead() > 0;
    List<ColumnData<StationTotal>> columns = new ArrayList<>();
    columns.add(text("station", StationTotal::station));
    columns.add(number("readings", StationTotal::readings));
    if (terms) {
      columns.add(number(LATE, StationTotal::late));
      columns.add(number("dead", StationTotal::dead));
    }
    columns.add(number("rows", StationTotal::rows));
    columns.add(text("difference", HorizontalAlign.RIGHT, station -> signed(station.difference())));
    return table(report.stations().stream().filter(AuditTable::isOfInterest).toList(), columns);
  }

  /** The dead-letter topic is left out where it is empty and nothing is dead. */
  private static boolean isOfInterest(StationTotal station) {
    return !station.station().equals(StationTotal.DEAD_LETTER_TOPIC)
        || station.rows() > 0
        || station.difference() != 0;
  }

  private String partitions() {
    return table(
        report.details().partitions(),
        List.of(
            number("partition", row -> (long) row.partition()),
            number("first offset", PartitionCheck::firstOffset),
            number("last offset", PartitionCheck::lastOffset),
            number("sent", PartitionCheck::sent),
            number("raw readings", PartitionCheck::readings),
            number("heartbeats", PartitionCheck::heartbeats),
            number("dead", PartitionCheck::dead),
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
    List<WindowTotal> shown = report.windows();
    if (!allWindows && shown.size() > MOST_WINDOWS) {
      shown =
          shown.stream()
              .sorted(Comparator.comparing(WindowTotal::agrees))
              .limit(MOST_WINDOWS)
              .toList();
    }
    List<ColumnData<WindowTotal>> columns = new ArrayList<>();
    columns.add(text("window start", WindowTotal::windowStart));
    columns.add(number("sent", WindowTotal::sent));
    addStations(columns);
    columns.add(text("ok?", row -> row.agrees() ? "yes" : "NO"));
    page.append(table(shown, columns));
    page.append('\n');
    more(page, shown, false, "differs", "differ");
    more(page, shown, true, "agrees", "agree");
  }

  private void addStations(List<ColumnData<WindowTotal>> columns) {
    boolean late = report.balance().late() + report.balance().backfilled() > 0;
    List<AtStation> stations = report.windows().get(0).stations();
    for (int i = 0; i < stations.size(); i++) {
      int place = i;
      columns.add(number(stations.get(i).name(), row -> row.stations().get(place).readings()));
      if (late && stations.get(i).terms().containsKey(LATE)) {
        columns.add(number(LATE, row -> row.stations().get(place).terms().get(LATE)));
      }
    }
  }

  private void more(
      StringBuilder page, List<WindowTotal> shown, boolean agrees, String one, String several) {
    long hidden = count(report.windows(), agrees) - count(shown, agrees);
    if (hidden > 0) {
      page.append("and ").append(HumanFormat.count(hidden, "window")).append(" more that ");
      page.append(hidden == 1 ? one : several).append(" (--all-windows shows all)\n");
    }
  }

  private static long count(List<WindowTotal> windows, boolean agrees) {
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
