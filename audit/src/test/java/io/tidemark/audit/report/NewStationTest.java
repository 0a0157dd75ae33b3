package io.tidemark.audit.report;

import static io.tidemark.audit.fixture.PipelineBuilder.readings;
import static io.tidemark.audit.fixture.PipelineBuilder.sent;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.audit.comparison.Comparison;
import io.tidemark.audit.station.Expectation;
import io.tidemark.audit.station.PipelineSnapshot;
import io.tidemark.audit.station.Station;
import io.tidemark.audit.station.StationCount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A station is one class: nothing that compares or reports has to know it. */
class NewStationTest {
  private record Table(StationCount count) implements Station {
    @Override
    public String name() {
      return "Lake table";
    }

    @Override
    public boolean holdsWindows() {
      return true;
    }

    @Override
    public long least(long window, Expectation expected) {
      return expected.onTimeOrWritten(window);
    }

    @Override
    public long most(long window, Expectation expected) {
      return expected.in(window);
    }

    @Override
    public long lag(Expectation expected) {
      return expected.written().readings() - readings();
    }
  }

  @Test
  void itIsComparedAndReportedLikeTheOthers() {
    AuditReport report = ReportAssembly.of(Comparison.of(with(new Table(readings(10, 8)))));

    assertThat(report.outcome().problems())
        .containsExactly("window 2026-01-01T00:01:00Z: sent 10, Lake table has 8 (2 missing)");
    assertThat(report.outcome().progress()).contains("Lake table 18");
    assertThat(report.windows().get(1).members()).containsEntry("lake_table", 8L);
    assertThat(report.stations())
        .anySatisfy(
            total -> {
              assertThat(total.station()).isEqualTo("Lake table");
              assertThat(total.difference()).isEqualTo(-2);
            });
  }

  @Test
  void itMustHaveTheRowsOfTheAggregatedTopic() {
    StationCount other = new StationCount(20, 3, readings(10, 10).windows(), Map.of());

    assertThat(ReportAssembly.of(Comparison.of(with(new Table(other)))).outcome().problems())
        .containsExactly("the aggregated topic has 2 rows, Lake table has 3");
  }

  @Test
  void itsLagIsReportedLikeThatOfTheOthers() {
    Lag lag = Lag.of(with(new Table(readings(10, 8))), Map.of());

    assertThat(lag.toString()).contains(" · Lake table behind 2 · Druid raw behind 0");
    assertThat(lag.byStation()).containsEntry("lake-table", 2L);
  }

  private static PipelineSnapshot with(Station table) {
    PipelineSnapshot snapshot = sent(10, 10).snapshot();
    List<Station> stations = new ArrayList<>(snapshot.stations());
    stations.add(2, table);
    return new PipelineSnapshot(
        snapshot.expected(), stations, snapshot.ingestion(), snapshot.notes());
  }
}
