package io.tidemark.bench.program;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.cli.UserError;
import io.tidemark.process.ProjectRoot;
import io.tidemark.process.SparkJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The Spark job as started by {@code aggregate}, with a log of its micro-batches that {@code
 * io.tidemark.benchmarks.spark.QueryDiary} writes.
 */
public final class MeasuredJob implements AutoCloseable {
  private static final String DIARY = "io.tidemark.benchmarks.spark.QueryDiary";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SparkJob job;
  private final Path diary;
  private final Path log;

  private MeasuredJob(SparkJob job, Path diary, Path log) {
    this.job = job;
    this.diary = diary;
    this.log = log;
  }

  /**
   * Starts the job.
   *
   * @param arguments of {@code aggregate}
   * @param folder for the log and the micro-batches of this job, replacing those of an earlier one
   * @param jvm additional options of the JVM
   */
  public static MeasuredJob start(List<String> arguments, Path folder, String... jvm)
      throws IOException {
    Files.createDirectories(folder);
    Path diary = folder.resolve("diary.jsonl");
    Files.deleteIfExists(diary);
    List<String> options = new ArrayList<>(List.of(jvm));
    options.add("-Dspark.sql.streaming.streamingQueryListeners=" + DIARY);
    options.add("-Dtidemark.diary=" + diary);
    Path classes = ProjectRoot.current().resolve("benchmarks/spark/target/classes");
    Path log = folder.resolve("spark.log");
    SparkJob job =
        SparkJob.startAtFullSpeed(
            arguments, log, new SparkJob.Additions(options, List.of(classes)));
    return new MeasuredJob(job, diary, log);
  }

  public ProcessHandle process() {
    return job.process();
  }

  /**
   * Whether the query has started.
   *
   * @throws UserError when it has ended
   */
  public boolean hasBegun() {
    requireAlive();
    return Files.exists(diary);
  }

  /**
   * @throws UserError when it has ended
   */
  public void requireAlive() {
    if (!job.isAlive()) {
      throw new UserError("the Spark job ended before its work was done; its log is " + log);
    }
  }

  /** The progress reports of all micro-batches so far, in order. */
  public List<JsonNode> diary() throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    if (Files.exists(diary)) {
      String text = Files.readString(diary);
      // the last line may be incomplete
      for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
        lines.add(JSON.readTree(line));
      }
    }
    return lines;
  }

  @Override
  public void close() {
    job.close();
  }
}
