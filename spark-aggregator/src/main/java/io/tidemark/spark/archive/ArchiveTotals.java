package io.tidemark.spark.archive;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.iceberg.DataFile;

/** What this process has committed to one table; read from other threads. */
public final class ArchiveTotals {
  private final String table;
  private final String topic;
  private final AtomicLong rows = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong files = new AtomicLong();
  private volatile long lastCommit = -1;

  /**
   * @param table the name of the table in the catalog
   * @param topic the topic that it is filled from
   */
  public ArchiveTotals(String table, String topic) {
    this.table = table;
    this.topic = topic;
  }

  /**
   * @param nanos how long the commit took
   */
  void add(List<DataFile> committed, long nanos) {
    for (DataFile file : committed) {
      rows.addAndGet(file.recordCount());
      bytes.addAndGet(file.fileSizeInBytes());
    }
    files.addAndGet(committed.size());
    lastCommit = nanos;
  }

  /** The name of the table in the catalog, which is also that of the query. */
  public String table() {
    return table;
  }

  /** The topic that it is filled from. */
  public String topic() {
    return topic;
  }

  public long rows() {
    return rows.get();
  }

  public long bytes() {
    return bytes.get();
  }

  public long files() {
    return files.get();
  }

  /** How long the last commit took, in seconds; NaN before the first. */
  public double lastCommitSeconds() {
    return lastCommit < 0 ? Double.NaN : lastCommit / 1e9;
  }
}
