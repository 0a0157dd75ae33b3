package io.tidemark.backfill;

import io.tidemark.cli.UserError;
import io.tidemark.process.FileTrees;
import io.tidemark.shutdown.ShutdownSequence;
import io.tidemark.shutdown.ShutdownStep;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A folder for staged files. Closing it, or Ctrl-C, deletes it unless it is kept. */
final class StagingFolder implements AutoCloseable {
  private static final Duration TO_DELETE = Duration.ofSeconds(20);

  private final Path folder;

  /** Null for a folder that is kept. */
  private final ShutdownStep step;

  /**
   * @param folder need not exist; the writer of the files creates it
   */
  StagingFolder(Path folder, boolean keep) {
    this.folder = folder.toAbsolutePath().normalize();
    step =
        keep
            ? null
            : ShutdownSequence.ofThisProcess()
                .add("deleting the staging folder", TO_DELETE, this::delete);
  }

  /** The absolute path. */
  Path path() {
    return folder;
  }

  /** Synchronized: a signal may arrive while {@link #close()} deletes the folder. */
  private synchronized void delete() {
    try {
      FileTrees.delete(folder);
    } catch (IOException e) {
      throw new UserError("cannot delete the staging folder " + folder + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    if (step == null) {
      return;
    }
    delete();
    step.close();
  }
}
