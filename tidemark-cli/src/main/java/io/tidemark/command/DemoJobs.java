package io.tidemark.command;

import io.tidemark.cli.UserError;
import io.tidemark.process.SparkJob;
import io.tidemark.stack.StackSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The Spark jobs of a demo: the aggregation, and the archive if there is a lake. */
final class DemoJobs implements AutoCloseable {
  private final List<String> options;
  private final boolean lake;
  private final Consumer<String> progress;
  private SparkJob aggregation;
  private SparkJob archive;

  /**
   * @param options those that every part of the demo takes, from the stream to the time limits
   * @param lake whether to archive
   * @param progress receives messages for the user
   */
  DemoJobs(List<String> options, boolean lake, Consumer<String> progress) {
    this.options = options;
    this.lake = lake;
    this.progress = progress;
  }

  private static Path log() {
    return StackSettings.defaultFolder().resolve("logs/spark-aggregator.log");
  }

  /** Starts the jobs unless they are started. */
  void start() {
    if (aggregation != null) {
      return;
    }
    List<String> streaming = new ArrayList<>(List.of("stream"));
    streaming.addAll(options);
    aggregation = SparkJob.start(streaming, log());
    progress.accept("aggregating with Spark, log " + log());
    if (lake) {
      archive = DemoLake.start(options);
      progress.accept("archiving to " + DemoLake.folder() + ", log " + DemoLake.log());
    }
  }

  /**
   * @throws UserError when a job has ended
   */
  void requireAlive() {
    requireAlive(aggregation, log());
    if (lake) {
      requireAlive(archive, DemoLake.log());
    }
  }

  private static void requireAlive(SparkJob job, Path log) {
    if (!job.isAlive()) {
      throw new UserError("the Spark job ended before its work was done; its log is " + log);
    }
  }

  @Override
  public void close() {
    if (archive != null) {
      archive.close();
    }
    if (aggregation != null) {
      aggregation.close();
    }
  }
}
