package io.tidemark.audit.lake;

import io.tidemark.lake.sql.DataFileQuery;
import java.util.Set;
import org.apache.iceberg.DataFile;

/** Adds up what the data files of a table have. */
interface FileCounter {
  /** The columns that {@link #count} reads. */
  Set<String> columns();

  /** The columns whose statistics {@link #countByStatistics} reads. */
  Set<String> statistics();

  /**
   * Counts a file by its statistics alone, if they suffice.
   *
   * @return whether it is counted
   */
  boolean countByStatistics(DataFile file);

  /** Counts the files of a query. */
  void count(DataFileQuery files);
}
