package io.tidemark.backfill;

import io.tidemark.cli.UserError;
import io.tidemark.process.FileTrees;
import io.tidemark.shutdown.ShutdownSequence;
import io.tidemark.shutdown.ShutdownStep;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A folder for files on their way, deleted at the end, by Ctrl-C too, unless it is to be kept. */
final class StagingFolder implements AutoCloseable {
  private static final Duration TO_DELETE = Duration.ofSeconds(20);

  private final Path folder;

  /** Null for a folder that is kept. */
  private final ShutdownStep step;

  /**
   * @param folder is made by whoever writes into it
   */
  StagingFolder(Path folder, boolean keep) {
    this.folder = folder.toAbsolutePath().normalize();
    step =
        keep
            ? null
            : ShutdownSequence.ofThisProcess()
                .add("deleting the staging folder", TO_DELETE, this::delete);
  }

  /** Where it is, from the root. */
  Path path() {
    return folder;
  }

  /** Synchronized: a signal may come while {@link #close()} deletes it. */
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
