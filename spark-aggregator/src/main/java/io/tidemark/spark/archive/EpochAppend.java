package io.tidemark.spark.archive;

import io.tidemark.cli.UserError;
import io.tidemark.kafka.TopicOffsets;
import io.tidemark.lake.TableLayout;
import io.tidemark.retry.RetryableException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.exceptions.CleanableFailure;
import org.apache.iceberg.exceptions.ValidationException;

/**
 * Appends the rows of one epoch to a table: the data files and the offsets after the epoch in one
 * commit, and only while the table ends where the epoch begins. So neither a repeated epoch nor a
 * second job writes a record twice. The offsets are a table property, because a property survives
 * the expiry of snapshots.
 *
 * @param topicId the id of the topic that the offsets are of
 * @param from where the epoch begins
 * @param to where it ends
 */
record EpochAppend(Table table, String topicId, TopicOffsets from, TopicOffsets to) {
  /** The table property with the id of the last commit, which tells it from that of another job. */
  static final String COMMIT = "tidemark.commit";

  private static final int ATTEMPTS = 5;

  /**
   * Commits the epoch. An epoch without rows makes no snapshot and changes the offsets alone.
   *
   * @param files of the epoch; deleted when they are not in the table afterwards and never will be
   * @return whether the table has these files now; false if it had the epoch before
   * @throws UserError when another job has written to the table meanwhile
   * @throws RetryableException when the clock is behind the last commit; nothing was tried then
   */
  boolean commit(List<DataFile> files) {
    String id = UUID.randomUUID().toString();
    RuntimeException failure = null;
    for (int attempt = 0; attempt <= ATTEMPTS; attempt++) {
      table.refresh();
      if (isDone()) {
        boolean ours = id.equals(table.properties().get(COMMIT));
        if (!ours) {
          PartitionedFiles.delete(table, files);
        }
        return ours;
      }
      if (!TableLayout.offsets(table.properties()).equals(from)) {
        PartitionedFiles.delete(table, files);
        throw anotherJob();
      }
      if (attempt == 0) {
        requireClock(files);
      }
      if (attempt < ATTEMPTS) {
        failure = attempt(files, id);
        if (failure == null) {
          return true;
        }
      }
    }
    if (failure instanceof CleanableFailure) {
      PartitionedFiles.delete(table, files);
    }
    throw failure;
  }

  private void requireClock(List<DataFile> files) {
    try {
      CommitClock.requireNotBehind(table, Instant.now());
    } catch (RetryableException e) {
      PartitionedFiles.delete(table, files);
      throw e;
    }
  }

  /** Whether the table has the epoch. */
  boolean isDone() {
    return TableLayout.offsets(table.properties()).equals(to);
  }

  /**
   * Tries once.
   *
   * @return null, or the failure, after which the commit may have happened all the same: the
   *     connection to the catalog may break before its answer
   */
  private RuntimeException attempt(List<DataFile> files, String id) {
    Map<String, String> changed = new HashMap<>();
    changed.put(TableLayout.OFFSETS, to.json());
    changed.put(TableLayout.TOPIC_ID, topicId);
    changed.put(COMMIT, id);
    try {
      if (files.isEmpty()) {
        set(changed);
      } else {
        append(files, changed);
      }
      return null;
    } catch (RuntimeException e) {
      return e;
    }
  }

  private void append(List<DataFile> files, Map<String, String> changed) {
    Transaction transaction = table.newTransaction();
    // merges small manifests: a snapshot lists all that there are
    AppendFiles append = transaction.newAppend();
    files.forEach(append::appendFile);
    // also when the transaction begins anew on the commit of another program
    append.validateWith(
        snapshots -> TableLayout.offsets(transaction.table().properties()).equals(from));
    append.commit();
    UpdateProperties properties = transaction.updateProperties();
    changed.forEach(properties::set);
    properties.commit();
    transaction.commitTransaction();
  }

  /** Fails when another program has changed the table, which {@code updateProperties} does not. */
  private void set(Map<String, String> changed) {
    TableOperations operations = ((HasTableOperations) table).operations();
    TableMetadata now = operations.current();
    if (!TableLayout.offsets(now.properties()).equals(from)) {
      throw new ValidationException("the offsets have changed");
    }
    operations.commit(now, TableMetadata.buildFrom(now).setProperties(changed).build());
  }

  private UserError anotherJob() {
    return new UserError(
        table.name()
            + " ends at the offsets "
            + TableLayout.offsets(table.properties()).json()
            + ", and this epoch begins at "
            + from.json()
            + ": another 'aggregate archive' writes to it; stop one of them");
  }
}
