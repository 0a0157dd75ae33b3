package io.tidemark.audit;

import io.tidemark.audit.AuditReport.Malformed;
import io.tidemark.audit.AuditReport.Station;
import io.tidemark.audit.AuditReport.Window;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** Compares the stations with what was sent and says what differs. */
final class Verdict {
  private static final int MOST_PROBLEMS = 20;

  private final Look look;
  private final StationCount truth;
  private final SortedSet<Long> windows = new TreeSet<>();
  private final List<String> problems = new ArrayList<>();

  private Verdict(Look look) {
    this.look = look;
    truth = look.truth();
    windows.addAll(truth.windows().keySet());
    look.stations().forEach(station -> windows.addAll(station.count().windows().keySet()));
  }

  static AuditReport of(Look look) {
    return new Verdict(look).report();
  }

  private AuditReport report() {
    compareWholes();
    windows.forEach(this::compareWindow);
    List<Window> rows = windows.stream().map(this::window).toList();
    boolean holds = problems.isEmpty();
    return new AuditReport(
        look.stream(),
        holds,
        holds ? holding() : failing(rows),
        firstProblems(),
        look.notes(),
        stations(),
        look.sent().failed(),
        look.heartbeats(),
        look.malformed(),
        look.unreadableRows(),
        look.duplicates(),
        rows);
  }

  private void compareWholes() {
    if (truth.readings() == 0) {
      problems.add(
          look.hasLedger()
              ? "nothing was sent: there is nothing to prove"
              : "the raw topic has no readings: there is nothing to prove");
    }
    long failed = look.sent().failed();
    if (failed > 0) {
      problems.add(
          "the generator could not deliver "
              + Numbers.count(failed, "reading")
              + ", see its output");
    }
    if (look.hasLedger() && look.sent().sent() != truth.readings()) {
      problems.add(
          "the run ledgers contradict themselves: "
              + Numbers.format(look.sent().sent())
              + " readings in all, "
              + Numbers.format(truth.readings())
              + " in their windows");
    }
    unreadable("the raw topic", "malformed", look.malformed());
    unreadable("the aggregated topic", "unreadable", look.unreadableRows());
    long duplicates = look.duplicates().rows();
    if (duplicates > 0) {
      problems.add(
          "the aggregated topic has "
              + Numbers.count(duplicates, "row")
              + " again for a key that it had already, such as "
              + look.duplicates().keys().get(0));
    }
    for (Look.Named station : look.stations()) {
      if (emptyHanded(station.count())) {
        problems.add(
            station.name() + " has none of the " + Numbers.count(truth.readings(), "reading"));
      }
    }
    long rows = look.aggregatedTopic().rows();
    long rowsInDruid = look.druidAggregated().rows();
    if (rows != rowsInDruid && rowsInDruid > 0) {
      problems.add(
          "the aggregated topic has "
              + Numbers.count(rows, "row")
              + ", Druid aggregated has "
              + Numbers.format(rowsInDruid));
    }
  }

  private void unreadable(String where, String what, Malformed found) {
    if (found.records() > 0) {
      Malformed.Sample first = found.samples().get(0);
      problems.add(
          where
              + " has "
              + Numbers.count(found.records(), what + " record")
              + ", such as partition "
              + first.partition()
              + " offset "
              + first.offset()
              + ": "
              + first.reason());
    }
  }

  /** Where nothing has come yet, one sentence says more than one for each window. */
  private boolean emptyHanded(StationCount station) {
    return station.readings() == 0 && truth.readings() > 0;
  }

  private void compareWindow(long window) {
    long expected = truth.in(window);
    for (Look.Named station : look.stations()) {
      long found = station.count().in(window);
      if (found != expected && !emptyHanded(station.count())) {
        problems.add(
            "window "
                + Instant.ofEpochMilli(window)
                + ": "
                + (look.hasLedger() ? "sent " : "raw topic has ")
                + Numbers.format(expected)
                + ", "
                + station.name()
                + " has "
                + Numbers.format(found)
                + " ("
                + difference(found - expected)
                + ")");
      }
    }
    if (look.hasLedger()) {
      compareSums(window, "sent", truth, "raw topic", look.rawTopic());
    }
    compareSums(window, "raw topic", look.rawTopic(), "aggregated topic", look.aggregatedTopic());
  }

  /** The same number of readings can still be other readings: their sums tell. */
  private void compareSums(
      long window, String one, StationCount expected, String other, StationCount found) {
    if (expected.in(window) != found.in(window)) {
      return;
    }
    Map<String, BigDecimal> sums = expected.sums().getOrDefault(window, Map.of());
    found
        .sums()
        .getOrDefault(window, Map.of())
        .forEach(
            (field, sum) -> {
              BigDecimal wanted = sums.get(field);
              if (wanted != null && wanted.compareTo(sum) != 0) {
                problems.add(
                    String.format(
                        "window %s: the sum of %s is %s at %s and %s at %s",
                        Instant.ofEpochMilli(window),
                        field,
                        wanted.toPlainString(),
                        one,
                        sum.toPlainString(),
                        other));
              }
            });
  }

  private Window window(long start) {
    boolean agrees =
        look.stations().stream().allMatch(station -> station.count().in(start) == truth.in(start));
    return new Window(
        Instant.ofEpochMilli(start).toString(),
        look.hasLedger() ? truth.in(start) : null,
        look.rawTopic().in(start),
        look.aggregatedTopic().in(start),
        look.druidRaw().in(start),
        look.druidAggregated().in(start),
        agrees);
  }

  private List<Station> stations() {
    List<Station> stations = new ArrayList<>();
    stations.add(
        look.hasLedger()
            ? new Station("sent", truth.readings(), null, 0L)
            : new Station("sent", null, null, null));
    for (Look.Named station : look.stations()) {
      long readings = station.count().readings();
      stations.add(
          new Station(
              station.name(), readings, station.count().rows(), readings - truth.readings()));
    }
    return stations;
  }

  private List<String> firstProblems() {
    if (problems.size() <= MOST_PROBLEMS) {
      return problems;
    }
    List<String> first = new ArrayList<>(problems.subList(0, MOST_PROBLEMS));
    first.add("and " + Numbers.format(problems.size() - MOST_PROBLEMS) + " more");
    return first;
  }

  private String holding() {
    return "The audit holds: "
        + readings()
        + ", "
        + Numbers.format(truth.readings())
        + " accounted for at every station, "
        + Numbers.count(windows.size(), "window")
        + ".";
  }

  private String failing(List<Window> rows) {
    List<String> differences = new ArrayList<>();
    for (Look.Named station : look.stations()) {
      long readings = station.count().readings();
      if (readings != truth.readings()) {
        differences.add(
            station.name()
                + " has "
                + Numbers.format(readings)
                + " ("
                + difference(readings - truth.readings())
                + ")");
      }
    }
    long differing = rows.stream().filter(row -> !row.agrees()).count();
    if (differing > 0) {
      differences.add(
          Numbers.format(differing)
              + " of "
              + Numbers.count(rows.size(), "window")
              + (differing == 1 ? " differs" : " differ"));
    } else {
      // every count agrees: what is wrong is something else
      differences.add(problems.get(0));
    }
    return "The audit does NOT hold: " + readings() + "; " + String.join(", ", differences) + ".";
  }

  private String readings() {
    return Numbers.count(truth.readings(), "reading")
        + (look.hasLedger() ? " sent" : " in the raw topic");
  }

  private static String difference(long more) {
    return Numbers.format(Math.abs(more)) + (more < 0 ? " missing" : " too many");
  }
}
