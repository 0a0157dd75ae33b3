package io.tidemark.spark.checkpoint;

import io.tidemark.cli.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A small file in the folder of a checkpoint. A process that is killed while it writes leaves no
 * incomplete one.
 *
 * @param path any Hadoop path, with its file system
 */
public record CheckpointFile(Path path, FileSystem files) {
  /**
   * The file of this name.
   *
   * @param folder of the checkpoint
   * @throws UserError when the folder cannot be accessed
   */
  public static CheckpointFile of(Path folder, String name, Configuration hadoop) {
    Path path = new Path(folder, name);
    try {
      return new CheckpointFile(path, path.getFileSystem(hadoop));
    } catch (IOException e) {
      throw failed(path, e);
    }
  }

  /**
   * What is in it; nothing if it is not there.
   *
   * @throws UserError when it cannot be read
   */
  public Optional<byte[]> read() {
    try {
      if (!files.exists(path)) {
        return Optional.empty();
      }
      try (InputStream in = files.open(path)) {
        return Optional.of(in.readAllBytes());
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * Writes it; it must not be there.
   *
   * @throws UserError when it cannot be written
   */
  public void write(byte[] content) {
    Path part = path.suffix(".part");
    try {
      try (OutputStream out = files.create(part, true)) {
        out.write(content);
      }
      if (!files.rename(part, path)) {
        throw new IOException("it cannot be written");
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * Deletes it if it is there.
   *
   * @throws UserError when it cannot be deleted
   */
  public void delete() {
    try {
      files.delete(path, false);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** The error of a file whose content is wrong, too. */
  public UserError failed(Exception cause) {
    return failed(path, cause);
  }

  private static UserError failed(Path path, Exception cause) {
    return new UserError("the file " + path + " of the checkpoint: " + cause.getMessage(), cause);
  }
}
