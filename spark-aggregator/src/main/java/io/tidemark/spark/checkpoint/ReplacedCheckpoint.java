package io.tidemark.spark.checkpoint;

import io.tidemark.cli.UserError;
import io.tidemark.model.definition.StreamDefinition;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A checkpoint that was put aside for a new one.
 *
 * @param folder where it is now
 * @param watermark of its last finished epoch, in Spark's milliseconds: every row of a window that
 *     ends by then is written; empty when it is not known, as when the files are damaged or of
 *     another definition
 */
public record ReplacedCheckpoint(Path folder, OptionalLong watermark) {
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  /**
   * Renames the folder of a checkpoint, so that a new one can begin under its name.
   *
   * @return nothing if there is no such folder
   * @throws UserError when it cannot be renamed
   */
  public static Optional<ReplacedCheckpoint> putAside(
      String folder, StreamDefinition definition, Configuration hadoop) {
    Path path = new Path(folder);
    try {
      FileSystem files = path.getFileSystem(hadoop);
      if (!files.exists(path)) {
        return Optional.empty();
      }
      OptionalLong watermark =
          Checkpoint.shape(folder, hadoop).filter(definition.stateShape()::equals).isPresent()
              ? watermark(path, hadoop)
              : OptionalLong.empty();
      Path aside = path.suffix(".replaced-" + NAME.format(Instant.now()));
      if (!files.rename(path, aside)) {
        throw new IOException("it cannot be renamed to " + aside);
      }
      return Optional.of(new ReplacedCheckpoint(aside, watermark));
    } catch (IOException e) {
      throw new UserError("the checkpoint " + path + " cannot be replaced: " + e.getMessage(), e);
    }
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
