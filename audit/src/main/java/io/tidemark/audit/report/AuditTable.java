package io.tidemark.audit.report;

import io.tidemark.audit.comparison.Balance;
import io.tidemark.audit.comparison.PartitionCheck;
import io.tidemark.audit.report.WindowTotal.AtStation;
import io.tidemark.audit.station.Lateness;
import io.tidemark.cli.text.HumanFormat;
import io.tidemark.cli.text.TextTable;
import io.tidemark.model.definition.Durations;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/** An audit as it is read on a terminal. */
final class AuditTable {
  private static final int MOST_WINDOWS = 30;
  private static final String NONE = "-";
  private static final String LATE = "late";
  private static final String OPEN = "open";

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
    list(page, deadLetters(), report.details().deadLetters().reasons());
    list(page, "Problems:", report.outcome().problems());
    list(page, "Notes:", report.outcome().notes());
    return page.append(report.outcome().verdict()).append('\n').toString();
  }

  private String stations() {
    Balance balance = report.balance();
    boolean terms = balance.late() + balance.backfilled() + balance.dead() > 0;
    boolean open = balance.open() > 0;
    TextTable<StationTotal> table =
        new TextTable<>(report.stations().stream().filter(AuditTable::isOfInterest).toList())
            .left("station", StationTotal::station)
            .number("readings", StationTotal::readings);
    if (terms) {
      table.number(LATE, StationTotal::late);
    }
    if (open) {
      table.number(OPEN, StationTotal::open);
    }
    if (terms) {
      table.number("dead", StationTotal::dead);
    }
    return table
        .number("rows", StationTotal::rows)
        .right("difference", station -> signed(station.difference()))
        .render();
  }

  /** The dead-letter topic is left out where it is empty and nothing is dead. */
  private static boolean isOfInterest(StationTotal station) {
    return !station.station().equals(StationTotal.DEAD_LETTER_TOPIC)
        || station.rows() > 0
        || station.difference() != 0;
  }

  private String partitions() {
    return new TextTable<>(report.details().partitions())
        .number("partition", row -> (long) row.partition())
        .number("first offset", PartitionCheck::firstOffset)
        .number("last offset", PartitionCheck::lastOffset)
        .number("sent", PartitionCheck::sent)
        .number("raw readings", PartitionCheck::readings)
        .number("heartbeats", PartitionCheck::heartbeats)
        .number("dead", PartitionCheck::dead)
        .left("ok?", row -> row.agrees() ? "yes" : "NO")
        .render();
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
    TextTable<WindowTotal> table =
        new TextTable<>(shown)
            .left("window start", WindowTotal::windowStart)
            .number("sent", WindowTotal::sent);
    addStations(table);
    table.left("ok?", AuditTable::mark);
    page.append(table.render());
    page.append('\n');
    more(page, shown, false, "differs", "differ");
    more(page, shown, true, "agrees", "agree");
  }

  private static String mark(WindowTotal window) {
    if (!window.agrees()) {
      return "NO";
    }
    return window.open() > 0 ? OPEN : "yes";
  }

  private void addStations(TextTable<WindowTotal> table) {
    boolean late = report.balance().late() + report.balance().backfilled() > 0;
    List<AtStation> stations = report.windows().get(0).stations();
    for (int i = 0; i < stations.size(); i++) {
      int place = i;
      table.number(stations.get(i).name(), row -> row.stations().get(place).readings());
      if (late && stations.get(i).terms().containsKey(LATE)) {
        table.number(LATE, row -> row.stations().get(place).terms().get(LATE));
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

  private String deadLetters() {
    return "Dead letters, "
        + report.details().deadLetters().percent()
        + " % of all readings, and their commonest reasons:";
  }

  private static void list(StringBuilder page, String title, List<?> lines) {
    if (!lines.isEmpty()) {
      page.append(title).append('\n');
      lines.forEach(line -> page.append("  ").append(line).append('\n'));
      page.append('\n');
    }
  }

  private static String signed(Long difference) {
    if (difference == null) {
      return NONE;
    }
    return (difference > 0 ? "+" : "") + HumanFormat.format(difference);
  }
}
