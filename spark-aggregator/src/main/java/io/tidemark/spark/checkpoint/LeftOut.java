package io.tidemark.spark.checkpoint;

import io.tidemark.cli.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
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
    Path file = new Path(folder, FILE);
    Path part = file.suffix(".part");
    try {
      FileSystem files = file.getFileSystem(hadoop);
      if (files.exists(file)) {
        return;
      }
      try (OutputStream out = files.create(part, true)) {
        out.write(boundary.toString().getBytes(StandardCharsets.UTF_8));
      }
      if (!files.rename(part, file)) {
        throw new IOException("it cannot be renamed to " + file);
      }
    } catch (IOException e) {
      throw failed(folder, e);
    }
  }

  /**
   * After which end windows are left out, epoch milliseconds; nothing when none are.
   *
   * @throws UserError when it cannot be read
   */
  public static OptionalLong after(String folder, Configuration hadoop) {
    Path file = new Path(folder, FILE);
    try {
      FileSystem files = file.getFileSystem(hadoop);
      if (!files.exists(file)) {
        return OptionalLong.empty();
      }
      try (InputStream in = files.open(file)) {
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        return OptionalLong.of(Instant.parse(text).toEpochMilli());
      }
    } catch (IOException | DateTimeException e) {
      throw failed(folder, e);
    }
  }

  private static UserError failed(String folder, Exception e) {
    return new UserError(
        "the file " + FILE + " of the checkpoint " + folder + ": " + e.getMessage(), e);
  }
}
