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
 * The Spark job as {@code aggregate} starts it, with a diary of its micro-batches, which {@code
 * io.tidemark.benchmarks.spark.QueryDiary} keeps.
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
   * Starts it.
   *
   * @param arguments as {@code aggregate} takes them
   * @param folder gets the log and the diary of this job instead of an earlier one's
   * @param jvm more options of the JVM
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
   * Whether its query has begun.
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

  /** What has been told of the micro-batches so far, in their order. */
  public List<JsonNode> diary() throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    if (Files.exists(diary)) {
      String text = Files.readString(diary);
      // the last line may be on its way
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
