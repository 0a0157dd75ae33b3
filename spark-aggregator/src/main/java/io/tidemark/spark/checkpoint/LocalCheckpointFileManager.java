package io.tidemark.spark.checkpoint;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.PathFilter;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.spark.sql.execution.streaming.checkpointing.CheckpointFileManager;

/**
 * Manages checkpoint files on a local disk; for the setting {@link #SETTING}. Without Hadoop's
 * native library, Spark's default implementation starts some twenty processes ({@code chmod},
 * {@code readlink}) for each file, and a micro-batch writes several files.
 *
 * <p>It fulfils Spark's contract: a file appears atomically, and a file is never replaced without
 * {@code overwriteIfPossible}. In addition, the content is synced to disk before the file gets its
 * name. The files are compatible with the default implementation in both directions; Hadoop's
 * {@code .crc} files are neither written nor read.
 */
public class LocalCheckpointFileManager implements CheckpointFileManager {
  /** Spark's setting for the class that manages checkpoint files. */
  public static final String SETTING = "spark.sql.streaming.checkpointFileManagerClass";

  private static final String CHECKSUM = ".%s.crc";

  private final RawLocalFileSystem files = new RawLocalFileSystem();
  private final org.apache.hadoop.fs.Path folder;

  /** The constructor that Spark calls, for a folder and its content. */
  public LocalCheckpointFileManager(org.apache.hadoop.fs.Path folder, Configuration hadoop) {
    this.folder = folder;
    unchecked(
        () -> {
          files.initialize(files.getUri(), hadoop);
          return files;
        });
  }

  /** Whether a folder is on a local disk. */
  public static boolean serve(org.apache.hadoop.fs.Path folder, Configuration hadoop)
      throws IOException {
    FileSystem found = folder.getFileSystem(hadoop);
    return found instanceof LocalFileSystem || found instanceof RawLocalFileSystem;
  }

  @Override
  public CancellableFSDataOutputStream createAtomic(
      org.apache.hadoop.fs.Path path, boolean overwriteIfPossible) {
    Path target = local(path);
    Path part =
        target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
    return unchecked(
        () -> {
          Files.createDirectories(target.getParent());
          return new Whole(new FileOutputStream(part.toFile()), part, target, overwriteIfPossible);
        });
  }

  /** A temporary file that is renamed to its target when it is closed. */
  private static final class Whole extends CancellableFSDataOutputStream {
    private final FileOutputStream out;
    private final Path part;
    private final Path target;
    private final boolean replace;
    private boolean ended;

    Whole(FileOutputStream out, Path part, Path target, boolean replace) {
      super(out);
      this.out = out;
      this.part = part;
      this.target = target;
      this.replace = replace;
    }

    @Override
    public synchronized void close() throws IOException {
      if (ended) {
        return;
      }
      ended = true;
      try (FileOutputStream closed = out) {
        flush();
        closed.getFD().sync();
      }
      if (replace) {
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        // the checksum of a replaced file that Hadoop wrote
        Files.deleteIfExists(
            target.resolveSibling(CHECKSUM.formatted(target.getFileName().toString())));
      } else {
        name();
      }
    }

    /**
     * Creates a hard link, which fails atomically if the target exists; a move would check first
     * and is not atomic.
     */
    private void name() throws IOException {
      try {
        try {
          Files.createLink(target, part);
          Files.delete(part);
        } catch (FileAlreadyExistsException e) {
          throw e;
        } catch (FileSystemException | UnsupportedOperationException noLinksHere) {
          Files.move(part, target);
        }
      } catch (FileAlreadyExistsException e) {
        Files.deleteIfExists(part);
        throw (IOException)
            new org.apache.hadoop.fs.FileAlreadyExistsException(target + " exists").initCause(e);
      }
    }

    @Override
    public synchronized void cancel() {
      if (ended) {
        return;
      }
      ended = true;
      try {
        out.close();
        Files.deleteIfExists(part);
      } catch (IOException leftOver) {
        // temporary files are never read
      }
    }
  }

  @Override
  public FSDataInputStream open(org.apache.hadoop.fs.Path path) {
    return unchecked(() -> files.open(path));
  }

  @Override
  public FileStatus[] list(org.apache.hadoop.fs.Path path, PathFilter filter) {
    return unchecked(
        () ->
            files.listStatus(
                path,
                file ->
                    !(file.getName().startsWith(".") && file.getName().endsWith(".crc"))
                        && filter.accept(file)));
  }

  @Override
  public void mkdirs(org.apache.hadoop.fs.Path path) {
    unchecked(() -> Files.createDirectories(local(path)));
  }

  @Override
  public boolean exists(org.apache.hadoop.fs.Path path) {
    return Files.exists(local(path));
  }

  @Override
  public void delete(org.apache.hadoop.fs.Path path) {
    unchecked(() -> files.delete(path, true));
  }

  @Override
  public boolean isLocal() {
    return true;
  }

  @Override
  public org.apache.hadoop.fs.Path createCheckpointDirectory() {
    mkdirs(folder);
    return files.makeQualified(folder);
  }

  private Path local(org.apache.hadoop.fs.Path path) {
    return files.pathToFile(path).toPath();
  }

  private interface FileOperation<T> {
    T run() throws IOException;
  }

  /**
   * Rethrows an I/O exception unchecked: Spark's interface (Scala) declares none, but its callers
   * expect them.
   */
  private static <T> T unchecked(FileOperation<T> operation) {
    try {
      return operation.run();
    } catch (IOException e) {
      throw LocalCheckpointFileManager.<RuntimeException>rethrown(e);
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Exception> E rethrown(Exception e) throws E {
    throw (E) e;
  }
}
