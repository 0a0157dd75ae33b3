package io.tidemark.spark.archive;

import static io.tidemark.spark.Samples.reading;
import static io.tidemark.spark.archive.TestLake.column;
import static io.tidemark.spark.archive.TestLake.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.lake.TableLayout;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.spark.LocalSpark;
import io.tidemark.spark.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableMaintenanceTest {
  private static final StreamDefinition MINUTES =
      Samples.definition("1 minute", "3 minutes", "[entity]");
  private static final MaintenanceLimits LIMITS =
      new MaintenanceLimits(Duration.ofMinutes(30), Duration.ofHours(1), Duration.ofDays(3));

  @TempDir Path folder;
  private TestLake lake;
  private Table table;

  @BeforeEach
  void open() {
    lake = new TestLake(folder);
    table = lake.readings(MINUTES);
  }

  @AfterEach
  void close() {
    lake.close();
  }

  @Test
  void filesOfCompleteHoursBecomeOneAndAnHourThatMayGetMoreIsLeftAlone() {
    for (int epoch = 1; epoch <= 3; epoch++) {
      write(
          table,
          MINUTES,
          epoch,
          reading(epoch, "11:59:59", "1"),
          reading(epoch, "12:00:00", "1"),
          reading(epoch, "13:29:59", "1"));
    }
    // 13:29:59 is not half an hour later than 13:00, so 12 o'clock is not complete
    assertThat(maintain(Instant.now()))
        .isEqualTo("lake.sample.readings: 3 files before 2026-09-21T12:00:00Z became 1");
    write(table, MINUTES, 4, reading(4, "13:30:00", "1"));
    assertThat(maintain(Instant.now()))
        .isEqualTo("lake.sample.readings: 3 files before 2026-09-21T13:00:00Z became 1");
    assertThat(maintain(Instant.now())).isEqualTo("lake.sample.readings: nothing to do");

    assertThat(column(table, "entity"))
        .containsExactlyInAnyOrder(1L, 1L, 1L, 2L, 2L, 2L, 3L, 3L, 3L, 4L);
  }

  @Test
  void snapshotsExpireWithTheFilesThatOnlyTheyHave() throws IOException {
    for (int epoch = 1; epoch <= 11; epoch++) {
      write(table, MINUTES, epoch, reading(epoch, "12:00:00", "1"));
    }
    write(table, MINUTES, 12, reading(12, "14:00:00", "1"));
    assertThat(maintain(Instant.now().plus(Duration.ofHours(2))))
        .isEqualTo(
            "lake.sample.readings: 11 files before 2026-09-21T13:00:00Z became 1,"
                + " 13 small manifests became 1, 13 snapshots expired");

    assertThat(table.snapshots()).hasSize(1);
    assertThat(lake.dataFiles()).hasSize(2);
    assertThat(column(table, "entity")).hasSize(12);
  }

  @Test
  void filesOfEpochsThatWereNeverFinishedAreDeletedWhenTheyAreOld() throws IOException {
    write(table, MINUTES, 1, reading(1, "12:00:00", "1"));
    Path committed = lake.dataFiles().get(0);
    Path old = Files.copy(committed, committed.resolveSibling("old.parquet"));
    Path recent = Files.copy(committed, committed.resolveSibling("recent.parquet"));
    Instant now = Instant.now();
    Files.setLastModifiedTime(committed, FileTime.from(now.minus(Duration.ofDays(9))));
    Files.setLastModifiedTime(old, FileTime.from(now.minus(Duration.ofDays(4))));

    assertThat(maintain(now))
        .isEqualTo("lake.sample.readings: 1 files of unfinished epochs deleted");
    assertThat(lake.dataFiles()).containsExactlyInAnyOrder(committed, recent);
    assertThat(column(table, "entity")).containsExactly(1L);
  }

  @Test
  void orphansAreLeftWhereTheManifestListsOfAllSnapshotsAreTooLarge() throws IOException {
    write(table, MINUTES, 1, reading(1, "12:00:00", "1"));
    Path committed = lake.dataFiles().get(0);
    Path old = Files.copy(committed, committed.resolveSibling("old.parquet"));
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(4))));

    assertThat(new TableMaintenance(LocalSpark.SESSION, table, LIMITS, 1_000).run(Instant.now()))
        .startsWith("lake.sample.readings: files of unfinished epochs not looked for, because the")
        .contains("manifest lists of 1 snapshots have ")
        .endsWith("maintain more often, or keep snapshots for a shorter time");
    assertThat(lake.dataFiles()).containsExactlyInAnyOrder(committed, old);
  }

  @Test
  void aTableWithoutRowsNeedsNothing() {
    assertThat(maintain(Instant.now())).isEqualTo("lake.sample.readings: nothing to do");
    assertThat(
            new TableMaintenance(
                    LocalSpark.SESSION, lake.open(TableLayout.windows(MINUTES).get(0)), LIMITS)
                .run(Instant.now()))
        .isEqualTo("lake.sample.windows: nothing to do");
  }

  @Test
  void betweenEpochsItRunsOnceInEachInterval() {
    List<String> lines = new ArrayList<>();
    Instant start = Instant.now();
    List<Instant> clock = new ArrayList<>(List.of(start));
    Runnable between =
        new MaintenanceInterval(Duration.ofMinutes(10), LIMITS, () -> clock.get(0))
            .of(LocalSpark.SESSION, table, lines::add);
    for (int minute = 0; minute < 30; minute++) {
      clock.set(0, start.plus(Duration.ofMinutes(minute)));
      between.run();
    }
    assertThat(lines).hasSize(2).containsOnly("lake.sample.readings: nothing to do");
  }

  private String maintain(Instant now) {
    return new TableMaintenance(LocalSpark.SESSION, table, LIMITS).run(now);
  }
}
