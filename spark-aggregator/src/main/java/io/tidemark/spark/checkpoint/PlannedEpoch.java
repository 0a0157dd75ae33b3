package io.tidemark.spark.checkpoint;

import io.tidemark.cli.UserError;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * The last epoch that a query has planned, from the files of Spark's checkpoint.
 *
 * @param number of the epoch
 * @param records that are still to be written, by their offsets; 0 when it is finished
 * @param partitions of the query's aggregation
 */
public record PlannedEpoch(Path query, long number, long records, int partitions) {
  /**
   * Reads it.
   *
   * @return nothing before the first
   * @throws UserError when the checkpoint cannot be read
   */
  public static Optional<PlannedEpoch> of(Checkpoint checkpoint, Configuration hadoop) {
    Path query = new Path(checkpoint.query());
    try {
      QueryFiles files = QueryFiles.of(query, hadoop);
      OptionalLong planned = files.planned();
      if (planned.isEmpty()) {
        return Optional.empty();
      }
      long number = planned.getAsLong();
      return Optional.of(
          new PlannedEpoch(
              query,
              number,
              planned.equals(files.committed()) ? 0 : files.records(number),
              files.settings(number).path("conf").path("spark.sql.shuffle.partitions").asInt()));
    } catch (IOException e) {
      throw unreadable(query, e);
    }
  }

  private static UserError unreadable(Path query, Exception e) {
    return new UserError("the checkpoint " + query + " cannot be read: " + e.getMessage(), e);
  }

  /**
   * Removes the plan and the state that the epoch may have written, so that Spark plans it anew. No
   * task may have committed rows of the epoch, and no other job may run with the checkpoint.
   *
   * @throws UserError when the checkpoint cannot be changed
   */
  public void discard(Configuration hadoop) {
    try {
      FileSystem files = query.getFileSystem(hadoop);
      Path state = new Path(query, "state");
      if (number == 0) {
        files.delete(state, true);
      } else if (files.exists(state)) {
        deleteWritten(files, state);
      }
      // last: until then the epoch can still be executed as it was planned
      files.delete(new QueryFiles(files, query).plan(number), false);
    } catch (IOException e) {
      throw unreadable(query, e);
    }
  }

  /** The state after epoch N has the version N + 1, and a suffix for its form. */
  private void deleteWritten(FileSystem files, Path state) throws IOException {
    Pattern written =
        Pattern.compile("%d(_.*)?\\.(delta|snapshot|changelog|zip)".formatted(number + 1));
    RemoteIterator<LocatedFileStatus> all = files.listFiles(state, true);
    while (all.hasNext()) {
      Path file = all.next().getPath();
      if (written.matcher(file.getName()).matches()) {
        files.delete(file, false);
      }
    }
  }
}
