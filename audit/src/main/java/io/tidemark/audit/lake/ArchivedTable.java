package io.tidemark.audit.lake;

import io.tidemark.audit.station.RepeatedRows;
import io.tidemark.cli.RootCause;
import io.tidemark.cli.UserError;
import io.tidemark.cli.text.HumanFormat;
import io.tidemark.lake.LakeTables;
import io.tidemark.lake.TableLayout;
import io.tidemark.lake.sql.DataFileQuery;
import io.tidemark.retry.RetryableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Counts a table of the lake. Each look is at one snapshot: its summary, its files, and the offsets
 * that were committed with it. Files do not change, so a look reads only those that were added
 * since the last one; it begins anew when a compaction has replaced some.
 *
 * @param <C> what counts the files
 */
final class ArchivedTable<C extends FileCounter> {
  private static final String MEMORY = "256MB";

  /** Together in one query: more make a long list in SQL, and copies of remote ones a full disk. */
  private static final int MOST_FILES = 1_000;

  private static final long MOST_BYTES = 1L << 30;

  /**
   * What the table has.
   *
   * @param rows by the summary of the snapshot
   * @param repeated rows of a record that has a row already
   * @param properties of the table
   */
  record Look<C>(long rows, C counted, RepeatedRows repeated, Map<String, String> properties) {}

  private final TableLayout layout;
  private final Function<Schema, C> counting;

  /** The files that are counted, by their address. */
  private final Set<String> known = new HashSet<>();

  private C counter;
  private ArchivedPlaces places;

  /**
   * @param counting makes a counter that has counted nothing, for the schema of the table
   */
  ArchivedTable(TableLayout layout, Function<Schema, C> counting) {
    this.layout = layout;
    this.counting = counting;
  }

  /** The table for people. */
  String name() {
    return layout.fullName();
  }

  /**
   * Counts the current snapshot; empty when there is no table.
   *
   * @throws RetryableException when the table cannot be read, which may pass: a file can be
   *     compacted and deleted meanwhile
   * @throws UserError when it belongs to another stream, has delete files, or contradicts itself
   */
  Optional<Look<C>> look(LakeTables tables) {
    try {
      return tables.find(layout).map(this::look);
    } catch (UserError e) {
      forget();
      throw e;
    } catch (RuntimeException e) {
      forget();
      throw new RetryableException("cannot read " + name() + ": " + RootCause.line(e), e);
    }
  }

  /** Makes the next look begin anew. */
  void forget() {
    known.clear();
    counter = null;
    places = null;
  }

  private Look<C> look(Table table) {
    Snapshot snapshot = table.currentSnapshot();
    if (counter == null) {
      begin(table);
    }
    long rows = 0;
    if (snapshot != null) {
      List<DataFile> files = files(table, snapshot);
      Set<String> locations = new HashSet<>();
      for (DataFile file : files) {
        locations.add(file.location());
        rows += file.recordCount();
      }
      if (!locations.containsAll(known)) {
        begin(table);
      }
      count(table, files.stream().filter(file -> !known.contains(file.location())).toList());
      known.addAll(locations);
      requireRows(snapshot, rows);
    }
    return new Look<>(rows, counter, places.repeated(), table.properties());
  }

  private void begin(Table table) {
    forget();
    counter = counting.apply(table.schema());
    places = new ArchivedPlaces();
  }

  private List<DataFile> files(Table table, Snapshot snapshot) {
    List<DataFile> files = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks =
        table
            .newScan()
            .useSnapshot(snapshot.snapshotId())
            .includeColumnStats(counter.statistics())
            .planFiles()) {
      for (FileScanTask task : tasks) {
        files.add(requireCountable(task));
      }
      return files;
    } catch (IOException e) {
      throw new RetryableException(
          "cannot list the files of " + name() + ": " + RootCause.line(e), e);
    }
  }

  private DataFile requireCountable(FileScanTask task) {
    DataFile file = task.file();
    if (!task.deletes().isEmpty()) {
      throw new UserError(
          name()
              + " has delete files, and the audit counts data files alone: rewrite the data files"
              + " that they apply to, such as with rewrite_data_files in Spark ("
              + file.location()
              + ")");
    }
    if (file.format() != FileFormat.PARQUET) {
      throw new UserError(
          name()
              + ": expected Parquet files, as 'aggregate archive' writes them, found "
              + file.location());
    }
    return file;
  }

  private void count(Table table, List<DataFile> files) {
    List<DataFile> counted = new ArrayList<>();
    List<DataFile> others = new ArrayList<>();
    for (DataFile file : files) {
      (counter.countByStatistics(file) ? counted : others).add(file);
    }
    groups(counted).forEach(group -> query(table, group, false));
    groups(others).forEach(group -> query(table, group, true));
  }

  private void query(Table table, List<DataFile> files, boolean all) {
    Set<String> columns = new LinkedHashSet<>(ArchivedPlaces.COLUMNS);
    if (all) {
      columns.addAll(counter.columns());
    }
    try (DataFileQuery query = DataFileQuery.open(table, columns, files, MEMORY)) {
      places.add(query);
      if (all) {
        counter.count(query);
      }
    } catch (UserError e) {
      throw new RetryableException("cannot count " + name() + ": " + e.getMessage(), e);
    }
  }

  private static List<List<DataFile>> groups(List<DataFile> files) {
    List<List<DataFile>> groups = new ArrayList<>();
    long bytes = MOST_BYTES;
    for (DataFile file : files) {
      boolean full = bytes >= MOST_BYTES || groups.get(groups.size() - 1).size() >= MOST_FILES;
      if (full) {
        groups.add(new ArrayList<>());
        bytes = 0;
      }
      groups.get(groups.size() - 1).add(file);
      bytes += file.fileSizeInBytes();
    }
    return groups;
  }

  /** The manifests, the files and the summary must have the same number of rows. */
  private void requireRows(Snapshot snapshot, long rows) {
    String summary = snapshot.summary().get(SnapshotSummary.TOTAL_RECORDS_PROP);
    long total = summary == null ? rows : Long.parseLong(summary);
    if (total != rows || places.rows() != rows) {
      throw new UserError(
          name()
              + " contradicts itself: the summary of snapshot "
              + snapshot.snapshotId()
              + " has "
              + HumanFormat.count(total, "row")
              + ", its manifests "
              + HumanFormat.format(rows)
              + ", its files "
              + HumanFormat.format(places.rows()));
    }
  }
}
