package io.tidemark.spark.archive;

import static io.tidemark.spark.Samples.heartbeat;
import static io.tidemark.spark.Samples.reading;
import static io.tidemark.spark.archive.TestLake.column;
import static io.tidemark.spark.archive.TestLake.offsets;
import static io.tidemark.spark.archive.TestLake.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UserError;
import io.tidemark.lake.TableLayout;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.retry.RetryableException;
import io.tidemark.spark.LocalSpark;
import io.tidemark.spark.Samples;
import io.tidemark.spark.source.RawRecords;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EpochAppendTest {
  private static final StreamDefinition MINUTES =
      Samples.definition("1 minute", "3 minutes", "[entity]");

  /** Maintenance that leaves as little as possible. */
  private static final MaintenanceLimits NOTHING_IS_KEPT =
      new MaintenanceLimits(Duration.ZERO, Duration.ofDays(-1), Duration.ofDays(3));

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
  void anEpochThatIsRepeatedAfterACrashIsWrittenOnce() throws IOException {
    write(table, MINUTES, 1, reading(1, "12:00:00", "1"));
    write(lake.readings(MINUTES), MINUTES, 1, reading(1, "12:00:00", "1"));

    assertThat(column(table, "kafka_offset")).containsExactly(0L);
    assertThat(lake.dataFiles()).hasSize(1);
  }

  @Test
  void aClockBehindTheLastCommitIsNamedAndTheEpochIsWrittenLater() throws IOException {
    write(table, MINUTES, 1, reading(1, "12:00:00", "1"));
    TableOperations operations = ((HasTableOperations) table).operations();
    TableMetadata last = operations.current();
    operations.commit(last, updatedAt(last, Instant.now().plusSeconds(600)));

    assertThatThrownBy(() -> write(table, MINUTES, 2, reading(2, "12:00:00", "1")))
        .isInstanceOf(RetryableException.class)
        .hasMessageContaining("the clock of this machine is at ");
    TableMaintenance maintenance = new TableMaintenance(LocalSpark.SESSION, table, NOTHING_IS_KEPT);
    assertThatThrownBy(() -> maintenance.run(Instant.now())).isInstanceOf(RetryableException.class);
    assertThat(lake.dataFiles()).hasSize(1);

    operations.commit(operations.refresh(), updatedAt(operations.current(), Instant.now()));
    write(table, MINUTES, 2, reading(2, "12:00:00", "1"));
    assertThat(column(table, "kafka_offset")).hasSize(2);
  }

  private static TableMetadata updatedAt(TableMetadata metadata, Instant time) {
    String json = TableMetadataParser.toJson(metadata);
    return TableMetadataParser.fromJson(
        metadata.metadataFileLocation(),
        json.replace(
            "\"last-updated-ms\":" + metadata.lastUpdatedMillis(),
            "\"last-updated-ms\":" + time.toEpochMilli()));
  }

  @Test
  void alsoAfterItsFilesWereCompactedAndItsSnapshotHasExpired() {
    write(table, MINUTES, 1, reading(1, "12:00:00", "1"));
    write(table, MINUTES, 2, reading(2, "12:00:00", "1"));
    // of a later hour, so that the hour before is complete
    write(table, MINUTES, 3, reading(3, "13:00:00", "1"));
    new TableMaintenance(LocalSpark.SESSION, table, NOTHING_IS_KEPT).run(Instant.now());
    table.rewriteManifests().clusterBy(file -> "").commit();
    new TableMaintenance(LocalSpark.SESSION, table, NOTHING_IS_KEPT).run(Instant.now());
    assertThat(table.snapshots())
        .as("no snapshot of an epoch is left to compare with")
        .singleElement()
        .satisfies(snapshot -> assertThat(snapshot.operation()).isEqualTo("replace"));

    write(lake.readings(MINUTES), MINUTES, 3, reading(3, "13:00:00", "1"));

    assertThat(column(table, "entity")).containsExactlyInAnyOrder(1L, 2L, 3L);
  }

  @Test
  void anEpochWithoutRowsMakesNoSnapshotAndMovesTheOffsets() {
    write(table, MINUTES, 1, reading(1, "12:00:00", "1"));
    write(table, MINUTES, 2, heartbeat("12:04:00"));
    table.refresh();

    assertThat(table.snapshots()).hasSize(1);
    assertThat(TableLayout.offsets(table.properties())).isEqualTo(offsets(2));
    write(lake.readings(MINUTES), MINUTES, 3, reading(2, "12:05:00", "1"));
    assertThat(column(table, "entity")).containsExactlyInAnyOrder(1L, 2L);
  }

  @Test
  void manifestsAreMergedSoThatTheListOfASnapshotDoesNotGrowWithTheEpochs() {
    table.updateProperties().set(TableProperties.MANIFEST_MIN_MERGE_COUNT, "3").commit();
    for (int epoch = 1; epoch <= 8; epoch++) {
      write(table, MINUTES, epoch, reading(epoch, "12:00:00", "1"));
    }
    table.refresh();

    assertThat(table.currentSnapshot().allManifests(table.io())).hasSizeLessThanOrEqualTo(3);
    assertThat(column(table, "entity")).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
  }

  @Test
  void aSecondJobFailsInsteadOfWritingTheSameRecords() throws IOException {
    TableArchive<RawRecords> first = TestLake.archive(table, MINUTES, offsets(2));
    TableArchive<RawRecords> second = TestLake.archive(lake.readings(MINUTES), MINUTES, offsets(3));
    write(first, reading(1, "12:00:00", "1"), reading(2, "12:00:00", "1"));

    assertThatThrownBy(() -> write(second, reading(1, "12:00:00", "1")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("ends at the offsets {\"0\":2}, and this epoch begins at {}")
        .hasMessageContaining("stop one of them");
    assertThat(column(table, "entity")).containsExactlyInAnyOrder(1L, 2L);
    assertThat(lake.dataFiles()).hasSize(1);
  }

  @Test
  void aSecondJobFailsAlsoWhenItsCommitBeginsAnewOnThatOfTheFirst() {
    TableArchive<RawRecords> first = TestLake.archive(lake.readings(MINUTES), MINUTES, offsets(2));
    Table between =
        intercepted(
            Transaction.class,
            "commitTransaction",
            commit -> {
              write(first, reading(1, "12:00:00", "1"));
              commit.run();
            });

    assertThatThrownBy(() -> write(between, MINUTES, 3, reading(1, "12:00:00", "1")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("another 'aggregate archive' writes to it");
    assertThat(column(table, "entity")).containsExactly(1L);
  }

  @Test
  void aCommitWhoseAnswerIsLostIsNotDoneAgain() throws IOException {
    Table unanswered =
        intercepted(
            Transaction.class,
            "commitTransaction",
            commit -> {
              commit.run();
              throw new CommitStateUnknownException(new IOException("connection reset"));
            });
    write(unanswered, MINUTES, 1, reading(1, "12:00:00", "1"));

    assertThat(column(table, "entity")).containsExactly(1L);
    assertThat(lake.dataFiles()).hasSize(1);
  }

  @Test
  void aCommitThatFailsForGoodLeavesNoFiles() throws IOException {
    Table failing =
        intercepted(
            Transaction.class,
            "commitTransaction",
            commit -> {
              throw new CommitFailedException("the catalog is read only");
            });

    assertThatThrownBy(() -> write(failing, MINUTES, 1, reading(1, "12:00:00", "1")))
        .hasMessage("the catalog is read only");
    assertThat(column(table, "entity")).isEmpty();
    assertThat(lake.dataFiles()).isEmpty();
  }

  @Test
  void aCommitOfMaintenanceMeanwhileDisturbsNothing() {
    write(table, MINUTES, 1, reading(1, "12:00:00", "1"));
    Table other = lake.readings(MINUTES);
    Table between =
        intercepted(
            Transaction.class,
            "commitTransaction",
            commit -> {
              other.rewriteManifests().clusterBy(file -> "").commit();
              commit.run();
            });
    write(between, MINUTES, 2, reading(2, "12:00:00", "1"));

    assertThat(column(table, "entity")).containsExactlyInAnyOrder(1L, 2L);
  }

  private interface Interception {
    void around(Runnable call);
  }

  /** The table, with something around one method of its transactions. */
  private Table intercepted(Class<?> type, String method, Interception interception) {
    Table real = lake.readings(MINUTES);
    return (Table)
        proxy(
            real,
            List.of(Table.class, HasTableOperations.class),
            "newTransaction",
            begin -> {
              Transaction transaction = (Transaction) begin.call();
              return proxy(
                  transaction,
                  List.of(type),
                  method,
                  call -> {
                    interception.around(call::call);
                    return null;
                  });
            });
  }

  private interface Call {
    Object call();
  }

  private interface Replacement {
    Object of(Call real);
  }

  private static Object proxy(
      Object real, List<Class<?>> types, String name, Replacement replacement) {
    return Proxy.newProxyInstance(
        EpochAppendTest.class.getClassLoader(),
        types.toArray(Class<?>[]::new),
        (self, method, arguments) -> {
          Call call =
              () -> {
                try {
                  return method.invoke(real, arguments);
                } catch (InvocationTargetException e) {
                  if (e.getCause() instanceof RuntimeException cause) {
                    throw cause;
                  }
                  throw new IllegalStateException(e);
                } catch (IllegalAccessException e) {
                  throw new IllegalStateException(e);
                }
              };
          return method.getName().equals(name) ? replacement.of(call) : call.call();
        });
  }
}
