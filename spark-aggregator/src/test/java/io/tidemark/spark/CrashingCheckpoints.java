package io.tidemark.spark;

import io.tidemark.spark.checkpoint.LocalCheckpointFileManager;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.execution.streaming.checkpointing.CheckpointFileManager;

/**
 * Ends the JVM as {@code kill -9} would, while it writes the checkpoint's file that the system
 * property {@code tidemark.crash} names, as {@code commits/3}: all tasks of epoch 3 have committed
 * then, and the epoch has not. The temporary file of that file is left.
 */
public final class CrashingCheckpoints extends LocalCheckpointFileManager {
  private static final int KILLED = 137;

  private final String last = System.getProperty("tidemark.crash");

  public CrashingCheckpoints(Path path, Configuration hadoop) {
    super(path, hadoop);
  }

  @Override
  public CheckpointFileManager.CancellableFSDataOutputStream createAtomic(
      Path path, boolean overwriteIfPossible) {
    CancellableFSDataOutputStream file = super.createAtomic(path, overwriteIfPossible);
    if (path.toString().endsWith("/" + last)) {
      Runtime.getRuntime().halt(KILLED);
    }
    return file;
  }
}
