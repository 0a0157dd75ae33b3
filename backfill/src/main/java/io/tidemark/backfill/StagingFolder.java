package io.tidemark.backfill;

import io.tidemark.cli.UserError;
import io.tidemark.process.FileTrees;
import java.io.IOException;
import java.nio.file.Path;

/** A folder for files on their way, deleted at the end, by Ctrl-C too, unless it is to be kept. */
final class StagingFolder implements AutoCloseable {
  private final Path folder;
  private final Thread hook;

  /**
   * @param folder is made by whoever writes into it
   */
  StagingFolder(Path folder, boolean keep) {
    this.folder = folder.toAbsolutePath().normalize();
    hook = keep ? null : new Thread(this::delete, "deletes the staging folder");
    if (hook != null) {
      Runtime.getRuntime().addShutdownHook(hook);
    }
  }

  /** Where it is, from the root. */
  Path path() {
    return folder;
  }

  private void delete() {
    try {
      FileTrees.delete(folder);
    } catch (IOException e) {
      throw new UserError("cannot delete the staging folder " + folder + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    if (hook == null) {
      return;
    }
    delete();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException thisJvmIsEnding) {
      // Then the hook finds it deleted.
    }
  }
}
