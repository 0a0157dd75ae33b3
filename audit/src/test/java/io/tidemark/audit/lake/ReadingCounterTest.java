package io.tidemark.audit.lake;

import static io.tidemark.audit.fixture.Streams.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.audit.fixture.Streams;
import io.tidemark.lake.LakeCatalog;
import io.tidemark.lake.TableLayout;
import io.tidemark.lake.sql.LakeFixture;
import io.tidemark.model.definition.StreamDefinition;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadingCounterTest {
  private static final StreamDefinition HOURS = Streams.windows(Duration.ofHours(1));
  private static final TableLayout LAYOUT = TableLayout.readings(HOURS);

  @Test
  void countsAFileWithinOnePaneByItsStatistics() {
    ReadingCounter counter = new ReadingCounter(HOURS, LAYOUT.schema());

    assertThat(counter.countByStatistics(file("01:00:00", "01:59:59.999999"))).isTrue();
    assertThat(counter.countByStatistics(file("01:59:59.999999", "02:00:00"))).isFalse();
    assertThat(counter.countByStatistics(withoutStatistics())).isFalse();
    assertThat(counter.panes()).containsExactly(Map.entry(at("2026-01-01T01:00:00Z"), 7L));
  }

  @Test
  void floorsTimesBefore1970(@TempDir Path folder) throws Exception {
    StreamDefinition stream = Streams.minutes();
    TableLayout readings = TableLayout.readings(stream);
    new LakeFixture(folder)
        .append(
            readings,
            Instant.parse("1969-12-31T23:59:00Z"),
            "SELECT t::TIMESTAMPTZ AS time, o AS kafka_offset FROM (VALUES"
                + " ('1969-12-31 23:59:59.999999Z', 0), ('1969-12-31 23:59:00Z', 1),"
                + " ('1969-12-31 23:58:59.999999Z', 2)) v(t, o)");
    try (LakeStations stations =
        new LakeStations(
            new AuditedLake(LakeCatalog.inFolder(folder), stream), Duration.ofMillis(1), stream)) {
      assertThat(stations.raw(new ArrayList<>()).count().windows())
          .containsExactly(
              Map.entry(at("1969-12-31T23:58:00Z"), 1L), Map.entry(at("1969-12-31T23:59:00Z"), 2L));
    }
  }

  @Test
  void namesTheTableOfEachKindOfWindows() {
    StreamDefinition one = Streams.minutes();
    StreamDefinition.Aggregated hours =
        new StreamDefinition.Aggregated(
            "sensors-hours",
            Duration.ofHours(1),
            Duration.ofMinutes(3),
            false,
            one.aggregated().by(),
            one.aggregated().measures());
    StreamDefinition both =
        new StreamDefinition(one.name(), one.raw(), List.of(one.aggregated(), hours));
    AuditedLake lake = new AuditedLake(LakeCatalog.inFolder(Path.of("lake")), both);

    assertThat(lake.windows("sensors-aggregated").table()).isEqualTo("windows_1m");
    assertThat(lake.windows("sensors-hours").table()).isEqualTo("windows_1h");
    assertThat(lake.readings().table()).isEqualTo("readings");
  }

  private static DataFile file(String first, String last) {
    int id = LAYOUT.schema().findField("time").fieldId();
    return builder()
        .withMetrics(
            new Metrics(
                7L, null, null, null, null, Map.of(id, bound(first)), Map.of(id, bound(last))))
        .build();
  }

  private static DataFile withoutStatistics() {
    return builder().withRecordCount(7).build();
  }

  private static DataFiles.Builder builder() {
    return DataFiles.builder(PartitionSpec.unpartitioned())
        .withPath("/file.parquet")
        .withFileSizeInBytes(10);
  }

  private static ByteBuffer bound(String time) {
    return Conversions.toByteBuffer(
        Types.TimestampType.withZone(),
        ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse("2026-01-01T" + time + "Z")));
  }
}
