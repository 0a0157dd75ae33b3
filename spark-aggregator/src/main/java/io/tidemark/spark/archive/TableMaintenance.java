package io.tidemark.spark.archive;

import io.tidemark.lake.ColumnStatistics;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.actions.DeleteOrphanFiles;
import org.apache.iceberg.actions.RewriteDataFiles;
import org.apache.iceberg.actions.SizeBasedFileRewritePlanner;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.spark.actions.SparkActions;
import org.apache.spark.sql.SparkSession;

/**
 * Keeps a table fast and small: compacts complete partitions, expires snapshots, merges manifests,
 * and deletes files that no snapshot has. It may run beside the query that writes to the table, and
 * beside readers of snapshots that are younger than the limit.
 */
final class TableMaintenance {
  private static final long MICROS = 1_000_000;

  /** Each epoch adds a manifest; when there are more small ones than these, they are merged. */
  private static final int MOST_MANIFESTS = 10;

  /** In bytes, half of what Iceberg writes before it begins another. */
  private static final long SMALL_MANIFEST = 4 << 20;

  /**
   * Iceberg's action needs memory for each manifest in the list of each snapshot. In a heap of 1
   * GiB it did not end with lists of 128 MB in all.
   */
  private static final long HEAP_TO_MANIFEST_LISTS = 32;

  private final SparkSession spark;
  private final Table table;
  private final MaintenanceLimits limits;
  private final long mostManifestLists;

  TableMaintenance(SparkSession spark, Table table, MaintenanceLimits limits) {
    this(spark, table, limits, Runtime.getRuntime().maxMemory() / HEAP_TO_MANIFEST_LISTS);
  }

  /**
   * @param mostManifestLists the bytes of all manifest lists with which orphan files are looked for
   */
  TableMaintenance(
      SparkSession spark, Table table, MaintenanceLimits limits, long mostManifestLists) {
    this.spark = spark;
    this.table = table;
    this.limits = limits;
    this.mostManifestLists = mostManifestLists;
  }

  /**
   * Does all of it.
   *
   * @param now the wall clock, for the ages of snapshots and files
   * @return what was done, for people
   */
  String run(Instant now) {
    table.refresh();
    CommitClock.requireNotBehind(table, now);
    List<String> done = new ArrayList<>();
    compact().ifPresent(done::add);
    mergeManifests().ifPresent(done::add);
    expire(now).ifPresent(done::add);
    deleteOrphans(now).ifPresent(done::add);
    return table.name() + ": " + (done.isEmpty() ? "nothing to do" : String.join(", ", done));
  }

  private Optional<String> compact() {
    Optional<Instant> end = completeUntil();
    if (end.isEmpty()) {
      return Optional.empty();
    }
    RewriteDataFiles.Result result =
        SparkActions.get(spark)
            .rewriteDataFiles(table)
            .option(SizeBasedFileRewritePlanner.MIN_INPUT_FILES, "2")
            .filter(Expressions.lessThan(timeColumn(), micros(end.get())))
            .execute();
    return result.rewrittenDataFilesCount() == 0
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%,d files before %s became %,d",
                result.rewrittenDataFilesCount(),
                end.get(),
                result.addedDataFilesCount()));
  }

  /**
   * The end of the last partition that is complete: all that begin at it or later may still get
   * rows. Empty when there is no such partition.
   */
  Optional<Instant> completeUntil() {
    return ColumnStatistics.latest(table, timeColumn())
        .map(newest -> newest.minus(limits.compactAfter()))
        .map(bound -> startOfPartition(bound, partition().transform().toString()));
  }

  private static Instant startOfPartition(Instant moment, String transform) {
    return switch (transform) {
      case "hour" -> moment.truncatedTo(ChronoUnit.HOURS);
      case "month" ->
          moment
              .atOffset(ZoneOffset.UTC)
              .with(TemporalAdjusters.firstDayOfMonth())
              .truncatedTo(ChronoUnit.DAYS)
              .toInstant();
      default -> moment.truncatedTo(ChronoUnit.DAYS);
    };
  }

  private PartitionField partition() {
    return table.spec().fields().get(0);
  }

  private String timeColumn() {
    return table.schema().findColumnName(partition().sourceId());
  }

  private static long micros(Instant moment) {
    return Math.addExact(
        Math.multiplyExact(moment.getEpochSecond(), MICROS), moment.getNano() / 1_000);
  }

  private Optional<String> mergeManifests() {
    int before = smallManifests();
    if (before <= MOST_MANIFESTS) {
      return Optional.empty();
    }
    table.rewriteManifests().clusterBy(file -> "").rewriteIf(TableMaintenance::isSmall).commit();
    return Optional.of(
        String.format(Locale.ROOT, "%,d small manifests became %,d", before, smallManifests()));
  }

  private int smallManifests() {
    Snapshot snapshot = table.currentSnapshot();
    return snapshot == null
        ? 0
        : (int)
            snapshot.dataManifests(table.io()).stream().filter(TableMaintenance::isSmall).count();
  }

  private static boolean isSmall(ManifestFile manifest) {
    return manifest.length() < SMALL_MANIFEST;
  }

  private Optional<String> expire(Instant now) {
    int before = count(table.snapshots());
    table
        .expireSnapshots()
        .expireOlderThan(now.minus(limits.keepSnapshots()).toEpochMilli())
        .retainLast(1)
        .commit();
    int expired = before - count(table.snapshots());
    return expired <= 0
        ? Optional.empty()
        : Optional.of(String.format(Locale.ROOT, "%,d snapshots expired", expired));
  }

  private static int count(Iterable<Snapshot> snapshots) {
    int count = 0;
    for (Snapshot ignored : snapshots) {
      count++;
    }
    return count;
  }

  private Optional<String> deleteOrphans(Instant now) {
    long lists = manifestLists();
    if (lists > mostManifestLists) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "files of unfinished epochs not looked for, because the manifest lists of %,d"
                  + " snapshots have %,d KB; maintain more often, or keep snapshots for a shorter"
                  + " time",
              count(table.snapshots()),
              lists / 1_000));
    }
    DeleteOrphanFiles.Result result =
        SparkActions.get(spark)
            .deleteOrphanFiles(table)
            .usePrefixListing(true)
            .olderThan(now.minus(limits.keepOrphans()).toEpochMilli())
            .execute();
    return result.orphanFilesCount() == 0
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT, "%,d files of unfinished epochs deleted", result.orphanFilesCount()));
  }

  /** The bytes of the manifest lists of all snapshots. */
  private long manifestLists() {
    long bytes = 0;
    for (Snapshot snapshot : table.snapshots()) {
      bytes += table.io().newInputFile(snapshot.manifestListLocation()).getLength();
    }
    return bytes;
  }
}
