package io.tidemark.spark.checkpoint;

import io.tidemark.cli.UserError;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The file in a checkpoint whose query has left out windows that end after a boundary, because they
 * belong to a later definition. Its watermark says nothing of these, and no other query may go on
 * with it. It has the boundary, in ISO 8601.
 */
public final class LeftOut {
  private static final String FILE = "left-out-after";

  private LeftOut() {}

  /**
   * Writes it, if it is not there.
   *
   * @param folder of the checkpoint
   * @throws UserError when it cannot be written
   */
  public static void write(String folder, Instant boundary, Configuration hadoop) {
    CheckpointFile file = CheckpointFile.of(new Path(folder), FILE, hadoop);
    if (file.read().isEmpty()) {
      file.write(boundary.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  /**
   * After which end windows are left out, epoch milliseconds; nothing when none are.
   *
   * @throws UserError when it cannot be read
   */
  public static OptionalLong after(String folder, Configuration hadoop) {
    CheckpointFile file = CheckpointFile.of(new Path(folder), FILE, hadoop);
    Optional<byte[]> content = file.read();
    if (content.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      String text = new String(content.get(), StandardCharsets.UTF_8);
      return OptionalLong.of(Instant.parse(text).toEpochMilli());
    } catch (DateTimeException e) {
      throw file.failed(e);
    }
  }
}
