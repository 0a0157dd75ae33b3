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
 * A checkpoint's files on a local disk, for Spark's {@code
 * spark.sql.streaming.checkpointFileManagerClass}. Spark's own way to a local disk, without
 * Hadoop's native library, starts some twenty processes ({@code chmod}, {@code readlink}) for each
 * file, and a micro-batch writes several.
 *
 * <p>It keeps what Spark asks for: a file is there as a whole or not at all, and one that must not
 * be replaced is not. Besides, a file is on the disk before it gets its name. Files that either
 * writes the other can read; the {@code .crc} files of Hadoop's are left aside.
 */
public class LocalCheckpointFileManager implements CheckpointFileManager {
  private static final String CHECKSUM = ".%s.crc";

  private final RawLocalFileSystem files = new RawLocalFileSystem();
  private final org.apache.hadoop.fs.Path folder;

  /** As Spark makes one, for a folder and everything in it. */
  public LocalCheckpointFileManager(org.apache.hadoop.fs.Path folder, Configuration hadoop) {
    this.folder = folder;
    asking(
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
    return asking(
        () -> {
          Files.createDirectories(target.getParent());
          return new Whole(new FileOutputStream(part.toFile()), part, target, overwriteIfPossible);
        });
  }

  /** A file that gets its name when it is closed. */
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
        // of what was there before, if Hadoop wrote it
        Files.deleteIfExists(
            target.resolveSibling(CHECKSUM.formatted(target.getFileName().toString())));
      } else {
        name();
      }
    }

    /** A link fails where a file is, whoever made it and when; a move would look first. */
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
        // nobody reads it
      }
    }
  }

  @Override
  public FSDataInputStream open(org.apache.hadoop.fs.Path path) {
    return asking(() -> files.open(path));
  }

  @Override
  public FileStatus[] list(org.apache.hadoop.fs.Path path, PathFilter filter) {
    return asking(
        () ->
            files.listStatus(
                path,
                file ->
                    !(file.getName().startsWith(".") && file.getName().endsWith(".crc"))
                        && filter.accept(file)));
  }

  @Override
  public void mkdirs(org.apache.hadoop.fs.Path path) {
    asking(() -> Files.createDirectories(local(path)));
  }

  @Override
  public boolean exists(org.apache.hadoop.fs.Path path) {
    return Files.exists(local(path));
  }

  @Override
  public void delete(org.apache.hadoop.fs.Path path) {
    asking(() -> files.delete(path, true));
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

  private interface Question<T> {
    T ask() throws IOException;
  }

  /** Spark's interface declares no exceptions, and its callers expect these very ones. */
  private static <T> T asking(Question<T> question) {
    try {
      return question.ask();
    } catch (IOException e) {
      throw LocalCheckpointFileManager.<RuntimeException>unchecked(e);
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Exception> E unchecked(Exception e) throws E {
    throw (E) e;
  }
}
