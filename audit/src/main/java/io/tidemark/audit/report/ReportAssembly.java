package io.tidemark.audit.report;

import io.tidemark.audit.comparison.Comparison;
import io.tidemark.audit.report.AuditReport.DeadLetters;
import io.tidemark.audit.report.AuditReport.Details;
import io.tidemark.audit.report.AuditReport.Outcome;
import io.tidemark.audit.station.Expectation;
import io.tidemark.audit.station.PipelineSnapshot;
import io.tidemark.audit.station.RawCount;
import io.tidemark.audit.station.Station;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Makes the report of a comparison. */
public final class ReportAssembly {
  private final Comparison comparison;
  private final PipelineSnapshot snapshot;
  private final Expectation expected;

  private ReportAssembly(Comparison comparison) {
    this.comparison = comparison;
    snapshot = comparison.snapshot();
    expected = comparison.expected();
  }

  /** The report of a comparison. */
  public static AuditReport of(Comparison comparison) {
    return new ReportAssembly(comparison).report();
  }

  private AuditReport report() {
    List<StationTotal> stations = stations();
    return new AuditReport(
        snapshot.definition().name(),
        snapshot.definition().aggregated().topic(),
        new Outcome(
            comparison.holds(),
            new VerdictText(comparison).sentence(stations),
            new ProblemText(expected).sentences(comparison.problems()),
            new NoteText(comparison).notes(),
            new ProgressText(comparison).line()),
        comparison.balance(),
        stations,
        details(),
        expected.raw().arrival().lateness(),
        snapshot.ingestion(),
        snapshot.settled(),
        comparison.windows().stream().map(this::window).toList());
  }

  private List<StationTotal> stations() {
    List<StationTotal> totals = new ArrayList<>();
    totals.add(
        expected.hasLedger()
            ? new StationTotal(
                StationTotal.SENT,
                expected.all(),
                null,
                null,
                null,
                expected.range().isAll() ? expected.sent().totals().dead() : null,
                0L)
            : new StationTotal(StationTotal.SENT, null, null, null, null, null, null));
    snapshot.stations().forEach(station -> totals.add(total(station)));
    RawCount.Dead dead = expected.raw().dead();
    long missing = dead.withoutLetter().records();
    long letters = dead.readings() - missing;
    totals.add(
        new StationTotal(
            StationTotal.DEAD_LETTER_TOPIC,
            letters,
            dead.letters(),
            null,
            null,
            letters,
            -missing));
    return totals;
  }

  private StationTotal total(Station station) {
    return new StationTotal(
        station.name(),
        station.readings(),
        station.count().rows(),
        station.holdsWindows() ? comparison.late(station) : null,
        station.holdsWindows() ? comparison.open(station) : null,
        station.dead().orElse(null),
        comparison.difference(station));
  }

  private Details details() {
    return new Details(
        expected.sent().totals().failed(),
        expected.raw().heartbeats(),
        expected.hasLedger() ? expected.sent().heartbeats().acknowledged() : null,
        expected.raw().dead().withoutLetter(),
        comparison.written().unreadable(),
        comparison.written().repeated(),
        comparison.end().repeated().rows(),
        deadLetters(),
        comparison.partitions());
  }

  private DeadLetters deadLetters() {
    RawCount raw = expected.raw();
    return new DeadLetters(Math.round(10 * raw.deadPercent()) / 10.0, raw.dead().reasons());
  }

  private WindowTotal window(long start) {
    List<WindowTotal.AtStation> stations = new ArrayList<>();
    for (Station station : snapshot.stations()) {
      stations.add(
          new WindowTotal.AtStation(
              station.shortName(),
              station.key(),
              station.count().in(start),
              station.terms(start, expected)));
    }
    return new WindowTotal(
        Instant.ofEpochMilli(start).toString(),
        expected.hasLedger() ? expected.in(start) : null,
        stations,
        comparison.agrees(start));
  }
}
