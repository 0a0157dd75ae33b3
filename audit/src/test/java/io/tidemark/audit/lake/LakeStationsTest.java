package io.tidemark.audit.lake;

import static io.tidemark.audit.fixture.PipelineBuilder.sent;
import static io.tidemark.audit.fixture.PipelineBuilder.withSum;
import static io.tidemark.audit.fixture.Streams.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.audit.fixture.Streams;
import io.tidemark.audit.report.AuditReport;
import io.tidemark.audit.station.Station;
import io.tidemark.audit.station.WindowRange;
import io.tidemark.cli.UserError;
import io.tidemark.lake.LakeCatalog;
import io.tidemark.lake.LakeTables;
import io.tidemark.lake.TableLayout;
import io.tidemark.lake.sql.LakeFixture;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.retry.RetryableException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a lake in a folder, with a catalog on SQLite and files of a few rows. */
class LakeStationsTest {
  private static final StreamDefinition STREAM = Streams.minutes();
  private static final TableLayout READINGS = TableLayout.readings(STREAM);
  private static final TableLayout WINDOWS = TableLayout.windows(STREAM).get(0);
  private static final Instant HOUR = Instant.parse("2026-01-01T00:00:00Z");
  private static final long FIRST = at("2026-01-01T00:00:00Z");
  private static final long SECOND = at("2026-01-01T00:01:00Z");

  @TempDir Path folder;

  private final List<String> notes = new ArrayList<>();
  private LakeFixture lake;
  private LakeStations stations;

  @BeforeEach
  void open() {
    lake = new LakeFixture(folder);
    stations =
        new LakeStations(
            new AuditedLake(LakeCatalog.inFolder(folder), STREAM), Duration.ofMillis(1), STREAM);
  }

  @AfterEach
  void close() {
    stations.close();
  }

  @Test
  void countTheReadingsOfEachWindow() throws Exception {
    readings("(0, 0, '00:00:00'), (0, 1, '00:00:59.999999'), (1, 0, '00:01:00')");
    windows("(0, 0, '00:00:00', 1, 1.00), (0, 1, '00:00:00', 1, 0.50), (0, 3, '00:01:00', 1, 2)");

    Station raw = stations.raw(notes);
    assertThat(raw.count().windows()).containsExactly(Map.entry(FIRST, 2L), Map.entry(SECOND, 1L));
    assertThat(raw.count().rows()).isEqualTo(3);
    Station windows = stations.windows(notes);
    assertThat(windows.count().windows())
        .containsExactly(Map.entry(FIRST, 2L), Map.entry(SECOND, 1L));
    assertThat(windows.count().rows()).isEqualTo(3);
    assertThat(windows.count().sums().get(FIRST))
        .containsExactly(Map.entry("temp", new BigDecimal("1.50")));
    assertThat(notes).isEmpty();
  }

  @Test
  void countTheWindowsOfARangeAlone() throws Exception {
    readings("(0, 0, '00:00:00'), (0, 1, '00:00:59.999999'), (1, 0, '00:01:00')");
    windows("(0, 0, '00:00:00', 1, 1.00), (0, 1, '00:00:00', 1, 0.50), (0, 3, '00:01:00', 1, 2)");

    try (LakeStations some =
        new LakeStations(
            new AuditedLake(LakeCatalog.inFolder(folder), STREAM),
            Duration.ofMillis(1),
            new WindowRange(FIRST, SECOND),
            STREAM)) {
      assertThat(some.raw(notes).count().windows()).containsExactly(Map.entry(FIRST, 2L));
      assertThat(some.raw(notes).count().readings()).isEqualTo(2);
      assertThat(some.windows(notes).count().windows()).containsExactly(Map.entry(FIRST, 2L));
      assertThat(some.windows(notes).count().rows()).isEqualTo(2);
      assertThat(some.windows(notes).count().sums()).containsOnlyKeys(FIRST);
    }
  }

  @Test
  void holdWhenTheTablesHaveEveryReadingOnce() throws Exception {
    holding();

    AuditReport report = audit();
    assertThat(report.outcome().problems()).isEmpty();
    assertThat(report.holds()).isTrue();
    assertThat(report.windows().get(0).members())
        .containsEntry("lake_raw", 2L)
        .containsEntry("lake_windows", 2L);
    assertThat(report.outcome().progress())
        .isEqualTo(
            "raw topic 3 · aggregated 3 · lake raw 3 · lake windows 3 · Druid raw 3 · Druid"
                + " aggregated 3 of 3");
  }

  @Test
  void doNotHoldWithAReadingMissing() throws Exception {
    readings("(0, 0, '00:00:00'), (1, 0, '00:01:00')");
    windows("(0, 0, '00:00:00', 2, 1.50), (0, 1, '00:01:00', 1, 2)");

    assertThat(audit().outcome().problems())
        .containsExactly("window 2026-01-01T00:00:00Z: sent 2, lake raw has 1 (1 missing)");
  }

  @Test
  void doNotHoldWhereRowsLackAMeasure() throws Exception {
    readings("(0, 0, '00:00:00'), (0, 1, '00:00:59'), (1, 0, '00:01:00')");
    windows("(0, 0, '00:00:00', 2, 1.50), (0, 1, '00:01:00', 1, NULL)");

    assertThat(audit().outcome().problems())
        .contains(
            "lake windows: 1 row lacks the measure total_temp, which was in force when their"
                + " windows ended");
    assertThat(stations.windows(notes).lacking()).containsExactly(Map.entry("total_temp", 1L));
  }

  @Test
  void aTableThatDoesNotHaveAMeasureYetLacksItInEveryRow() throws Exception {
    windows("(0, 0, '00:00:00', 2, 1.50), (0, 1, '00:01:00', 1, 2)");
    try (LakeTables tables = lake.open()) {
      tables.find(WINDOWS).orElseThrow().updateSchema().deleteColumn("total_temp").commit();
    }

    Station windows = stations.windows(notes);
    assertThat(windows.lacking()).containsExactly(Map.entry("total_temp", 2L));
    assertThat(windows.count().windows())
        .containsExactly(Map.entry(FIRST, 2L), Map.entry(SECOND, 1L));
  }

  @Test
  void doNotHoldWithARecordTwiceEvenIfTheCountIsRight() throws Exception {
    readings("(0, 0, '00:00:00')");
    readings("(0, 0, '00:00:00'), (1, 0, '00:01:00')");
    windows("(0, 0, '00:00:00', 2, 1.50), (0, 1, '00:01:00', 1, 2)");

    assertThat(audit().outcome().problems())
        .containsExactly(
            "the lake raw has 1 row again for a key that it had already, such as partition 0"
                + " offset 0");
  }

  @Test
  void findARecordTwiceInOneFileAndAcrossFiles() throws Exception {
    readings("(2, 131073, '00:00:00'), (2, 131073, '00:00:00'), (2, 131074, '00:00:00')");
    readings("(2, 131073, '00:00:00'), (2, 65536, '00:00:00'), (3, 131074, '00:00:00')");

    assertThat(stations.raw(notes).repeated().rows()).isEqualTo(2);
    assertThat(stations.raw(notes).repeated().keys()).contains("partition 2 offset 131073");
  }

  @Test
  void doNotHoldWithAWindowTwice() throws Exception {
    readings("(0, 0, '00:00:00'), (0, 1, '00:00:01'), (1, 0, '00:01:00')");
    windows("(0, 0, '00:00:00', 2, 1.50), (0, 1, '00:01:00', 1, 2)");
    windows("(0, 1, '00:01:00', 1, 2)");

    assertThat(audit().outcome().problems())
        .containsExactly(
            "the lake windows has 1 row again for a key that it had already, such as partition 0"
                + " offset 1",
            "window 2026-01-01T00:01:00Z: sent 1, lake windows has 2 (1 too many)");
  }

  @Test
  void doNotHoldWithOtherSumsThanTheAggregatedTopic() throws Exception {
    readings("(0, 0, '00:00:00'), (0, 1, '00:00:01'), (1, 0, '00:01:00')");
    windows("(0, 0, '00:00:00', 2, 1.49), (0, 1, '00:01:00', 1, 2)");

    assertThat(audit().outcome().problems())
        .containsExactly(
            "window 2026-01-01T00:00:00Z: the sum of temp is 1.50 at aggregated topic and 1.49 at"
                + " lake windows");
  }

  @Test
  void countNothingWhereThereIsNoTableYet() throws Exception {
    stations.raw(notes);
    readings("(0, 0, '00:00:00')");

    assertThat(stations.raw(notes).count().readings()).isOne();
    assertThat(stations.windows(notes).count().readings()).isZero();
    assertThat(notes)
        .containsExactly(
            "the lake has no table lake.sensors.readings yet: './tidemark aggregate archive' makes"
                + " it",
            "the lake has no table lake.sensors.windows yet: './tidemark aggregate archive"
                + " --windows' makes it");
  }

  @Test
  void readingsOfATableWithoutASnapshotAreNone() {
    try (LakeTables tables = lake.open()) {
      TableLayout.all(STREAM).forEach(layout -> tables.prepare(layout, line -> {}));
    }

    assertThat(stations.raw(notes).count().readings()).isZero();
    assertThat(stations.windows(notes).count().rows()).isZero();
    assertThat(notes).isEmpty();
  }

  @Test
  void refuseATableWithDeleteFiles() throws Exception {
    readings("(0, 0, '00:00:00'), (0, 1, '00:00:01')");
    try (LakeTables tables = lake.open()) {
      Table table = tables.find(READINGS).orElseThrow();
      DataFile file = files(table).get(0);
      table
          .newRowDelta()
          .addDeletes(
              FileMetadata.deleteFileBuilder(table.spec())
                  .ofPositionDeletes()
                  .withPath(file.location() + ".deletes.parquet")
                  .withFileSizeInBytes(10)
                  .withPartition(file.partition())
                  .withRecordCount(1)
                  .build())
          .commit();
    }

    assertThatThrownBy(() -> stations.raw(notes))
        .isInstanceOf(UserError.class)
        .isNotInstanceOf(RetryableException.class)
        .hasMessageStartingWith("lake.sensors.readings has delete files");
  }

  @Test
  void readOnlyTheFilesThatWereAdded() throws Exception {
    Path first = readings("(0, 0, '00:00:00')");
    stations.raw(notes);
    Files.delete(first);
    readings("(0, 1, '00:00:01'), (0, 0, '00:00:00')");

    Station raw = stations.raw(notes);
    assertThat(raw.count().windows()).containsExactly(Map.entry(FIRST, 3L));
    assertThat(raw.repeated().rows()).isOne();
  }

  @Test
  void beginAnewWhenACompactionHasReplacedFiles() throws Exception {
    readings("(0, 0, '00:00:00')");
    readings("(0, 1, '00:00:01')");
    stations.raw(notes);
    compact("(0, 0, '00:00:00'), (0, 1, '00:00:01')");

    Station raw = stations.raw(notes);
    assertThat(raw.count().windows()).containsExactly(Map.entry(FIRST, 2L));
    assertThat(raw.repeated().rows()).isZero();
  }

  @Test
  void askAgainWhenAFileIsGone() throws Exception {
    Files.delete(readings("(0, 0, '00:00:00')"));

    assertThatThrownBy(() -> stations.raw(notes))
        .isInstanceOf(RetryableException.class)
        .hasMessageStartingWith("cannot count lake.sensors.readings: ");
  }

  @Test
  void refuseATableThatContradictsItself() throws Exception {
    Path file = readings("(0, 0, '00:00:00')");
    Path other = readings("(0, 1, '00:00:01'), (0, 2, '00:00:02')");
    Files.copy(other, file, StandardCopyOption.REPLACE_EXISTING);

    assertThatThrownBy(() -> stations.raw(notes))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("contradicts itself")
        .hasMessageEndingWith("has 3 rows, its manifests 3, its files 4");
  }

  @Test
  void areBehindByTheOffsetsOfTheTable() throws Exception {
    readings("(0, 0, '00:00:00')");
    windows("(0, 0, '00:00:00', 1, 1)");
    archived(READINGS, "topic id", "{\"0\":1}");
    archived(WINDOWS, "another id", "{\"0\":1}");
    stations.raw(notes);
    stations.windows(notes);

    assertThat(
            stations.offsetLag(
                new LakeStations.TopicEnd("sensors-raw", "topic id", Map.of(0, 3L, 1, 5L)),
                new LakeStations.TopicEnd("sensors-aggregated", "topic id", Map.of(0, 1L)),
                notes))
        .containsExactly(Map.entry("lake raw", 7L));
    assertThat(notes)
        .containsExactly(
            "lake.sensors.readings is behind the topic sensors-raw by 7 offsets: './tidemark"
                + " aggregate archive' has not archived them yet",
            "lake.sensors.windows was filled from a topic sensors-aggregated that was deleted and"
                + " made again since: it has rows of the one before, and the audit counts them");
  }

  private void holding() throws Exception {
    readings("(0, 0, '00:00:00'), (0, 1, '00:00:59.999999'), (1, 0, '00:01:00')");
    windows("(0, 0, '00:00:00', 2, 1.50), (0, 1, '00:01:00', 1, 2)");
  }

  private AuditReport audit() {
    return sent(2, 1)
        .rawTopic(withSum("1.50", 2, 1))
        .aggregatedTopic(withSum("1.50", 2, 1))
        .lake(stations.raw(notes), stations.windows(notes))
        .report();
  }

  /**
   * @param rows partition, offset and time of the day of each
   */
  private Path readings(String rows) throws Exception {
    return lake.append(READINGS, HOUR, readingRows(rows));
  }

  private static String readingRows(String rows) {
    return "SELECT p AS kafka_partition, o AS kafka_offset, ('2026-01-01 ' || t ||"
        + " 'Z')::TIMESTAMPTZ AS time FROM (VALUES "
        + rows
        + ") v(p, o, t)";
  }

  /**
   * @param rows partition, offset, start, readings and sum of each
   */
  private void windows(String rows) throws Exception {
    lake.append(
        WINDOWS,
        HOUR,
        "SELECT p AS kafka_partition, o AS kafka_offset, ('2026-01-01 ' || t ||"
            + " 'Z')::TIMESTAMPTZ AS window_start, r AS readings, s AS total_temp FROM (VALUES "
            + rows
            + ") v(p, o, t, r, s)");
  }

  /** Replaces all files by one. */
  private void compact(String rows) throws Exception {
    List<DataFile> before;
    try (LakeTables tables = lake.open()) {
      before = files(tables.find(READINGS).orElseThrow());
    }
    readings(rows);
    try (LakeTables tables = lake.open()) {
      var delete = tables.find(READINGS).orElseThrow().newDelete();
      before.forEach(delete::deleteFile);
      delete.commit();
    }
  }

  private void archived(TableLayout layout, String topic, String offsets) {
    try (LakeTables tables = lake.open()) {
      tables
          .find(layout)
          .orElseThrow()
          .updateProperties()
          .set(TableLayout.TOPIC_ID, topic)
          .set(TableLayout.OFFSETS, offsets)
          .commit();
    }
  }

  private static List<DataFile> files(Table table) throws Exception {
    List<DataFile> files = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      tasks.forEach(task -> files.add(task.file()));
    }
    return files;
  }
}
