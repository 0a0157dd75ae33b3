package io.tidemark.command;

import io.tidemark.audit.AuditLook;
import io.tidemark.audit.comparison.Balance;
import io.tidemark.audit.report.AuditReport;
import io.tidemark.audit.station.Expectation;
import io.tidemark.audit.station.PipelineSnapshot;
import io.tidemark.audit.station.Station;
import io.tidemark.model.definition.Durations;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.page.ChartedWindows;
import io.tidemark.page.PageState;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The looks of an audit as the live page shows them. */
final class PipelineState {
  /** The most notes and problems that a page has room for. */
  private static final int LINES = 8;

  private PipelineState() {}

  /** A kind of windows before the first look. */
  static PageState.Kind before(StreamDefinition definition, ChartedWindows rows) {
    return new PageState.Kind(
        0,
        definition.aggregated().topic(),
        window(definition),
        null,
        List.of(),
        null,
        new PageState.Exceptions(0, 0, 0, 0, 0, List.of()),
        new PageState.Verdict(false, "the stations were not read yet", List.of(), List.of()),
        rows.measures(),
        rows.groups(),
        rows.rows(),
        rows.hasPositions());
  }

  /**
   * What a look has found.
   *
   * @param lookedAt when
   */
  static PageState.Kind of(AuditLook look, Instant lookedAt, ChartedWindows rows) {
    PipelineSnapshot snapshot = look.snapshot();
    Expectation expected = snapshot.expected();
    Map<String, Long> lag = look.lag().byStation();
    Map<String, Long> unread = look.lag().offsetsByStation();
    return new PageState.Kind(
        lookedAt.toEpochMilli(),
        snapshot.definition().aggregated().topic(),
        window(snapshot.definition()),
        expected.hasLedger() ? expected.all() : null,
        snapshot.stations().stream().map(station -> station(station, lag, unread)).toList(),
        time(expected),
        exceptions(look),
        verdict(look.report()),
        rows.measures(),
        rows.groups(),
        rows.rows(),
        rows.hasPositions());
  }

  private static String window(StreamDefinition definition) {
    StreamDefinition.Aggregated aggregated = definition.aggregated();
    String length = Durations.format(aggregated.window());
    return aggregated.overlap() > 1
        ? length + " every " + Durations.format(aggregated.slide())
        : length;
  }

  private static PageState.Station station(
      Station station, Map<String, Long> lag, Map<String, Long> unread) {
    String label = Station.label(station.name());
    Long behind = lag.get(label);
    // a supervisor's report can be half a minute old
    boolean complete = behind != null && behind == 0;
    return new PageState.Station(
        station.name(),
        station.readings(),
        station.count().rows(),
        behind,
        complete ? null : unread.get(label),
        station.holdsWindows());
  }

  /** Null before the first reading that counts. */
  private static PageState.EventTime time(Expectation expected) {
    if (expected.raw().countable().windows().isEmpty()) {
      return null;
    }
    int open = 0;
    Long first = null;
    for (long window : expected.raw().countable().windows().keySet()) {
      if (expected.isOpen(window)) {
        open++;
        first = first == null ? window : first;
      }
    }
    long watermark = expected.raw().arrival().watermark();
    return new PageState.EventTime(
        watermark + expected.definition().aggregated().watermark().toMillis(),
        watermark,
        open,
        expected.raw().countable().windows().size() - open,
        first);
  }

  private static PageState.Exceptions exceptions(AuditLook look) {
    Balance balance = look.report().balance();
    return new PageState.Exceptions(
        look.lag().open(),
        look.lag().late(),
        balance.dead(),
        balance.duplicates(),
        balance.filtered(),
        look.report().details().deadLetters().reasons().stream()
            .limit(LINES)
            .map(reason -> new PageState.Reason(reason.reason(), reason.records()))
            .toList());
  }

  private static PageState.Verdict verdict(AuditReport report) {
    AuditReport.Outcome outcome = report.outcome();
    return new PageState.Verdict(
        outcome.holds(),
        outcome.verdict(),
        outcome.problems().stream().limit(LINES).toList(),
        outcome.notes().stream().limit(LINES).toList());
  }
}
