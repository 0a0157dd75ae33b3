package io.tidemark.audit.lake;

import static io.tidemark.audit.fixture.PipelineBuilder.readings;
import static io.tidemark.audit.fixture.PipelineBuilder.sent;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.audit.fixture.PipelineBuilder;
import io.tidemark.audit.report.AuditReport;
import io.tidemark.audit.report.Lag;
import io.tidemark.audit.station.RepeatedRows;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LakeRawTest {
  @Test
  void hasDuplicatesAndFilteredReadingsAndNothingThatIsDead() {
    PipelineBuilder pipeline = sent(10, 10).uncounted(3, 2).deadInWindows(new long[] {1, 2});
    pipeline.druidRaw(readings(13, 12));

    assertThat(report(pipeline, 12, 10).outcome().problems()).isEmpty();
    assertThat(report(pipeline, 13, 10).outcome().problems())
        .containsExactly(
            "window 2026-01-01T00:00:00Z: sent 12, 2 of them not to be counted, lake raw has 13 (1"
                + " too many)");
    assertThat(report(pipeline, 11, 10).holds()).isFalse();
    assertThat(report(pipeline, 12, 10).windows().get(0).members())
        .containsEntry("lake_uncounted", 2L);
  }

  @Test
  void mayHaveAReadingOfWhichOnlyItsLetterSaysThatItIsDead() {
    PipelineBuilder pipeline = sent(10, 10).uncounted(1).deadInWindows(new long[] {1}, 1);
    pipeline.druidRaw(readings(11, 10));

    assertThat(report(pipeline, 10, 10).outcome().problems()).isEmpty();
    assertThat(report(pipeline, 11, 10).outcome().problems()).isEmpty();
    assertThat(report(pipeline, 9, 10).outcome().problems())
        .containsExactly(
            "window 2026-01-01T00:00:00Z: sent 11, 1 of them not to be counted, 1 of them with a"
                + " dead letter, lake raw has 9 (1 missing)");
  }

  @Test
  void isBehindByTheReadingsThatAreNotDead() {
    Lag lag =
        Lag.of(
            sent(10, 10)
                .uncounted(3)
                .deadInWindows(new long[] {1})
                .lake(new LakeRaw(readings(10, 5), RepeatedRows.NONE))
                .snapshot(),
            Map.of("lake raw", 9L));

    assertThat(lag.byStation()).containsEntry("lake-raw", 7L);
    assertThat(lag.offsetsByStation()).containsEntry("lake-raw", 9L);
    assertThat(lag.toString()).contains(" · lake raw behind 7 (offsets 9)");
  }

  private static AuditReport report(PipelineBuilder pipeline, long... found) {
    return pipeline.lake(new LakeRaw(readings(found), RepeatedRows.NONE)).report();
  }
}
