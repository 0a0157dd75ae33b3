package io.tidemark.bench.lake;

import io.tidemark.bench.program.MeasuredProcess;
import java.nio.file.Path;

/** A way to archive all readings of the raw topic. */
interface Archiver {
  /**
   * Runs in a new process until the table has all readings.
   *
   * @param lake with the empty table
   * @param work an empty folder for anything else
   * @param log gets the output of the process, in it what {@link CommitTimes} reads
   */
  MeasuredProcess.Used fill(FreshLake lake, Path work, Path log) throws Exception;
}
