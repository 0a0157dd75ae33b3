package io.tidemark.spark.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.cli.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * The epoch that a query has planned and not finished, from the files of Spark's checkpoint: {@code
 * offsets/N} has a line for the version, one for the settings, and the offsets of the epoch's end.
 *
 * @param number of the epoch
 * @param records that it takes, by their offsets
 * @param partitions of the query's aggregation
 */
public record PlannedEpoch(Path query, long number, long records, int partitions) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  /**
   * Reads it.
   *
   * @return nothing if the last planned epoch is finished
   * @throws UserError when the checkpoint cannot be read
   */
  public static Optional<PlannedEpoch> of(Checkpoint checkpoint, Configuration hadoop) {
    Path query = new Path(checkpoint.query());
    try {
      FileSystem files = query.getFileSystem(hadoop);
      OptionalLong planned = last(files, new Path(query, "offsets"));
      if (planned.isEmpty() || planned.equals(last(files, new Path(query, "commits")))) {
        return Optional.empty();
      }
      long number = planned.getAsLong();
      List<String> lines = lines(files, offsets(query, number));
      long begin = number == 0 ? 0 : sum(lines(files, offsets(query, number - 1)).get(2));
      JsonNode settings = JSON.readTree(lines.get(1)).path("conf");
      return Optional.of(
          new PlannedEpoch(
              query,
              number,
              sum(lines.get(2)) - begin,
              settings.path("spark.sql.shuffle.partitions").asInt()));
    } catch (IOException | IndexOutOfBoundsException e) {
      throw unreadable(query, e);
    }
  }

  private static UserError unreadable(Path query, Exception e) {
    return new UserError("the checkpoint " + query + " cannot be read: " + e.getMessage(), e);
  }

  private static Path offsets(Path query, long number) {
    return new Path(query, "offsets/" + number);
  }

  private static OptionalLong last(FileSystem files, Path log) throws IOException {
    if (!files.exists(log)) {
      return OptionalLong.empty();
    }
    return Arrays.stream(files.listStatus(log))
        .map(file -> file.getPath().getName())
        .filter(name -> NUMBER.matcher(name).matches())
        .mapToLong(Long::parseLong)
        .max();
  }

  private static List<String> lines(FileSystem files, Path path) throws IOException {
    try (InputStream in = files.open(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  /** The sum of offsets such as {@code {"topic":{"0":17}}}. */
  private static long sum(String offsets) throws IOException {
    long sum = 0;
    for (JsonNode topic : JSON.readTree(offsets)) {
      for (JsonNode partition : topic) {
        sum += partition.longValue();
      }
    }
    return sum;
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
      // the state after epoch N has the version N + 1, with the suffix of its form
      Pattern written =
          Pattern.compile("%d(_.*)?\\.(delta|snapshot|changelog|zip)".formatted(number + 1));
      if (files.exists(state)) {
        RemoteIterator<LocatedFileStatus> all = files.listFiles(state, true);
        while (all.hasNext()) {
          Path file = all.next().getPath();
          if (written.matcher(file.getName()).matches()) {
            files.delete(file, false);
          }
        }
      }
      // last: until then the epoch can still be executed as it was planned
      files.delete(offsets(query, number), false);
    } catch (IOException e) {
      throw unreadable(query, e);
    }
  }
}
