package io.tidemark.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.audit.station.WatermarkBound;
import io.tidemark.audit.station.WindowRange;
import io.tidemark.kafka.DefinitionVersion;
import io.tidemark.model.definition.StreamDefinition;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditedVersionsTest {
  private static final String TEXT =
      """
      stream: doors
      raw:
        topic: doors-raw
        key: door
        time: time
        fields:
          time: {type: timestamp}
          door: {type: int}
          force: {type: decimal, scale: 1}
      aggregated:
        topic: doors-windows
        window: 10 minutes
        slide: 5 minutes
        watermark: 1 minute
        by: [door]
        measures:
          readings: count
          most: max(force)
      """;

  private static final long BOUNDARY = at("2026-01-01T00:10:00Z");

  @Test
  void aWindowBelongsToTheDefinitionThatWasInForceAtItsEnd() {
    List<AuditedVersions.One> both =
        versions(TEXT.replace("max(", "min(").replace("most", "least"));
    // a window of 10 minutes that ends at the boundary starts at 00:00
    assertThat(both.get(0).scope().windows().to()).isEqualTo(at("2026-01-01T00:05:00Z"));
    assertThat(both.get(1).scope().windows().from()).isEqualTo(at("2026-01-01T00:05:00Z"));
    assertThat(both)
        .extracting(one -> one.definition().aggregated().measures().get(1).name())
        .containsExactly("most", "least");
  }

  @Test
  void theReportNamesTheDefinitionAndItsBoundary() {
    assertThat(versions(TEXT.replace("1 minute", "2 minutes")).get(1).scope().others().note())
        .isEqualTo("definition 2 of 2: windows that end after 2026-01-01T00:10:00Z");
  }

  @Test
  void ledgersFitAnotherMeasureAndAnotherWatermarkButNoOtherCondition() {
    assertThat(fit(TEXT.replace("max(", "min(").replace("most", "least"))).isTrue();
    assertThat(fit(TEXT.replace("1 minute", "2 minutes"))).isTrue();
    assertThat(fit(TEXT.replace("  by:", "  where: force > 1\n  by:"))).isFalse();
    assertThat(fit(TEXT.replace("scale: 1}", "scale: 1, optional: true}"))).isFalse();
  }

  @Test
  void windowsOfAnotherLengthBeginAtTheBoundaryAndLedgersOfShorterOnesFitThem() {
    List<AuditedVersions.One> longer =
        versions(TEXT.replace("10 minutes\n  slide: 5 minutes", "10 minutes"));
    assertThat(longer.get(0).scope().windows().to()).isEqualTo(at("2026-01-01T00:05:00Z"));
    assertThat(longer.get(1).scope().windows().from()).isEqualTo(at("2026-01-01T00:10:00Z"));
    assertThat(longer.get(1).definition().aggregated().overlap()).isEqualTo(1);
    assertThat(longer)
        .extracting(one -> one.scope().others().ledgersFit())
        .containsExactly(false, true);
  }

  @Test
  void whileADefinitionIsPendingTheOneBeforeIsInForce() {
    DefinitionVersion before = new DefinitionVersion(Long.MIN_VALUE, BOUNDARY, TEXT);
    DefinitionVersion after =
        new DefinitionVersion(
            BOUNDARY, Long.MAX_VALUE, TEXT.replace("1 minute", "2 minutes"), true);
    AuditedVersions versions =
        new AuditedVersions(
            List.of(before, after), List.of(before.definition(), after.definition()));
    assertThat(versions.inForceOnly().newest()).isEqualTo(before.definition());
  }

  @Test
  void recordsOfDefinitionsWithOtherFieldsAreReadByTheirLayoutsToo() {
    assertThat(versions(TEXT.replace("scale: 1}", "scale: 1, optional: true}")))
        .allSatisfy(one -> assertThat(one.scope().others().layouts()).hasSize(1));
    assertThat(versions(TEXT.replace("1 minute", "2 minutes")))
        .allSatisfy(one -> assertThat(one.scope().others().layouts()).isEmpty());
  }

  private static boolean fit(String after) {
    return versions(after).stream().allMatch(one -> one.scope().others().ledgersFit());
  }

  private static List<AuditedVersions.One> versions(String after) {
    List<DefinitionVersion> versions =
        List.of(
            new DefinitionVersion(Long.MIN_VALUE, BOUNDARY, TEXT),
            new DefinitionVersion(BOUNDARY, Long.MAX_VALUE, after));
    List<StreamDefinition> definitions =
        versions.stream().map(DefinitionVersion::definition).toList();
    return new AuditedVersions(versions, definitions)
        .of("doors-windows", WindowRange.ALL, WatermarkBound.GLOBAL);
  }

  private static long at(String time) {
    return Instant.parse(time).toEpochMilli();
  }
}
