package io.tidemark.spark.checkpoint;

import io.tidemark.cli.UserError;
import io.tidemark.model.definition.StreamDefinition;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A checkpoint that was put aside for a new one.
 *
 * @param folder where it is now
 * @param watermark in Spark's milliseconds: every row of a window that ends by then is written. It
 *     is that of the last finished epoch of this checkpoint, or of one that was put aside before,
 *     so that a rebuild that is killed and begun again knows it too; empty when it is not known, as
 *     when the files are damaged, or of another topic or definition, or when the query has left
 *     windows out
 */
public record ReplacedCheckpoint(Path folder, OptionalLong watermark) {
  private static final String ASIDE = ".replaced-";
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  /**
   * Renames the folder of a checkpoint, so that a new one can begin under its name.
   *
   * @param topicId the broker's id of the raw topic
   * @return nothing if there is no such folder, and none was put aside before
   * @throws UserError when it cannot be renamed
   */
  public static Optional<ReplacedCheckpoint> putAside(
      String folder, StreamDefinition definition, String topicId, Configuration hadoop) {
    Path path = new Path(folder);
    try {
      FileSystem files = path.getFileSystem(hadoop);
      Path aside = path.suffix(ASIDE + NAME.format(Instant.now()));
      if (files.exists(path) && !files.rename(path, aside)) {
        throw new IOException("it cannot be renamed to " + aside);
      }
      List<Path> replaced = replaced(files, path);
      if (replaced.isEmpty()) {
        return Optional.empty();
      }
      OptionalLong watermark =
          replaced.stream()
              .filter(one -> Checkpoint.isOf(files, one, definition, topicId))
              .filter(one -> LeftOut.after(one.toString(), hadoop).isEmpty())
              .flatMapToLong(one -> watermark(one, hadoop).stream())
              .max();
      return Optional.of(new ReplacedCheckpoint(replaced.get(replaced.size() - 1), watermark));
    } catch (IOException e) {
      throw new UserError("the checkpoint " + path + " cannot be replaced: " + e.getMessage(), e);
    }
  }

  /** The checkpoints that were put aside for this one, the newest last. */
  private static List<Path> replaced(FileSystem files, Path path) throws IOException {
    Path parent = files.makeQualified(path).getParent();
    if (!files.exists(parent)) {
      return List.of();
    }
    String prefix = path.getName() + ASIDE;
    return Arrays.stream(files.listStatus(parent, one -> one.getName().startsWith(prefix)))
        .map(FileStatus::getPath)
        .sorted()
        .toList();
  }

  private static OptionalLong watermark(Path checkpoint, Configuration hadoop) {
    try {
      return Checkpoint.readWatermark(checkpoint, hadoop);
    } catch (IOException e) {
      // it is replaced because it is damaged
      return OptionalLong.empty();
    }
  }
}
