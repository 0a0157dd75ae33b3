package io.tidemark.audit.comparison;

import io.tidemark.audit.station.ClosingHeartbeats;
import io.tidemark.audit.station.Expectation;
import io.tidemark.audit.station.RawCount;
import io.tidemark.audit.station.SentReadings;
import io.tidemark.audit.station.Station;
import io.tidemark.audit.station.StationCount;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds what is wrong: first in the whole, then in each window. */
final class ProblemSearch {
  private static final String SENT = "sent";

  private final Comparison comparison;
  private final Expectation expected;
  private final List<Station> stations;
  private final List<Problem> problems = new ArrayList<>();

  ProblemSearch(Comparison comparison) {
    this.comparison = comparison;
    expected = comparison.expected();
    stations = comparison.snapshot().stations();
  }

  List<Problem> problems() {
    if (expected.all() == 0) {
      problems.add(new Problem.NothingSent());
    } else if (expected.countable().readings() == 0) {
      problems.add(new Problem.NothingCounted());
    }
    if (expected.hasLedger()) {
      compareLedgers();
    }
    compareDeadLetters();
    stations.forEach(this::compareRecords);
    List<Station> filled = new ArrayList<>();
    for (Station station : stations) {
      if (isEmpty(station)) {
        addEmpty(station);
      } else {
        filled.add(station);
      }
    }
    stations.stream().filter(Station::holdsWindows).forEach(this::compareRows);
    comparison.windows().forEach(window -> compareWindow(window, filled));
    return problems;
  }

  private void compareLedgers() {
    SentReadings.Totals sent = expected.sent().totals();
    // what may be in the topic is no failure that is certain: the report has a note on it
    long undelivered = sent.failed() - expected.sent().unknown().readings();
    if (undelivered > 0) {
      problems.add(new Problem.Undelivered(undelivered));
    }
    boolean deduplicate = expected.definition().aggregated().deduplicate();
    long accounted =
        expected.sent().counted()
            + sent.dead()
            + sent.filtered()
            + (deduplicate ? sent.duplicated() : 0);
    // with deduplication, readings that are equal by chance are in no window either
    if (deduplicate ? sent.sent() < accounted : sent.sent() != accounted) {
      problems.add(new Problem.LedgersDisagree(sent.sent(), accounted));
    }
    long dead = expected.raw().dead().readings();
    if (sent.dead() != dead) {
      problems.add(new Problem.DeadDiffer(sent.dead(), dead));
    }
    comparison.partitions().stream()
        .filter(partition -> !partition.agrees())
        .map(Problem.PartitionDiffers::new)
        .forEach(problems::add);
    compareHeartbeats(expected.sent().heartbeats(), expected.raw());
  }

  /** Other writers' heartbeats may be there besides. */
  private void compareHeartbeats(ClosingHeartbeats sent, RawCount raw) {
    long least = sent.leastAfter(raw.begins());
    if (raw.heartbeats() < least) {
      problems.add(new Problem.HeartbeatsMissing(least, raw.heartbeats()));
    }
  }

  private void compareDeadLetters() {
    RawCount.Dead dead = expected.raw().dead();
    if (dead.withoutLetter().records() > 0) {
      problems.add(new Problem.WithoutLetter(dead.withoutLetter()));
    }
    if (dead.strayLetters() > 0) {
      problems.add(new Problem.StrayLetters(dead.strayLetters()));
    }
  }

  private void compareRecords(Station station) {
    if (station.unreadable().records() > 0) {
      problems.add(new Problem.Unreadable(station, station.unreadable()));
    }
    if (station.repeated().rows() > 0) {
      problems.add(new Problem.Repeated(station, station.repeated()));
    }
    station
        .lacking()
        .forEach(
            (measure, rows) -> problems.add(new Problem.MeasureMissing(station, measure, rows)));
  }

  /** Then one problem replaces one for each window. */
  private boolean isEmpty(Station station) {
    return station.count().readings() == 0
        && comparison.total(window -> station.least(window, expected)) > 0;
  }

  private void addEmpty(Station station) {
    long most = comparison.total(window -> station.most(window, expected));
    problems.add(new Problem.StationEmpty(station, most));
  }

  /** A backfill adds rows only where it adds readings. */
  private void compareRows(Station station) {
    StationCount written = comparison.written().count();
    StationCount count = station.count();
    boolean backfilled = count.readings() > written.readings();
    if (count.rows() > 0
        && (backfilled ? count.rows() < written.rows() : count.rows() != written.rows())) {
      problems.add(new Problem.RowsDiffer(comparison.written(), station));
    }
  }

  private void compareWindow(long window, List<Station> filled) {
    for (Station station : filled) {
      if (station.difference(window, expected) != 0) {
        problems.add(new Problem.WindowDiffers(station, window));
      }
    }
    String before = SENT;
    StationCount wanted = expected.countable();
    for (Station station : stations) {
      compareSums(window, before, wanted, station);
      if (!station.count().sums().getOrDefault(window, Map.of()).isEmpty()) {
        before = station.name();
        wanted = station.count();
      }
    }
  }

  /** The same number of readings can still be other readings: then their sums differ. */
  private void compareSums(long window, String before, StationCount wanted, Station station) {
    if (wanted.in(window) != station.count().in(window)) {
      return;
    }
    Map<String, BigDecimal> sums = wanted.sums().getOrDefault(window, Map.of());
    station
        .count()
        .sums()
        .getOrDefault(window, Map.of())
        .forEach(
            (field, sum) -> {
              BigDecimal expectedSum = sums.get(field);
              if (expectedSum != null && expectedSum.compareTo(sum) != 0) {
                problems.add(
                    new Problem.SumDiffers(
                        window, field, before, expectedSum, station.name(), sum));
              }
            });
  }
}
