package io.tidemark.benchmarks.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.spark.sql.streaming.StreamingQueryListener;

/**
 * Keeps what Spark tells of each micro-batch, a line of JSON each, in the file that the system
 * property {@value #FILE} names: {@code {"heap":BYTES,"progress":{…}}}. Spark makes one where
 * {@code spark.sql.streaming.streamingQueryListeners} names this class, so the job that is measured
 * is the very job that runs.
 *
 * <p>The heap is what a full collection leaves over. It is collected where {@value #COLLECT} is
 * set, every so many milliseconds, and is -1 in other lines.
 */
public final class QueryDiary extends StreamingQueryListener {
  static final String FILE = "tidemark.diary";
  static final String COLLECT = "tidemark.diary.collect";

  private final transient Path file = Path.of(System.getProperty(FILE));
  private final long pauseNanos = Long.getLong(COLLECT, 0) * 1_000_000;
  private long collected = System.nanoTime();

  @Override
  public void onQueryStarted(QueryStartedEvent event) {
    // an empty diary says that the query has begun
    write("");
  }

  @Override
  public void onQueryProgress(QueryProgressEvent event) {
    write("{\"heap\":" + heap() + ",\"progress\":" + event.progress().json() + "}\n");
  }

  @Override
  public void onQueryTerminated(QueryTerminatedEvent event) {}

  private long heap() {
    if (pauseNanos == 0 || System.nanoTime() - collected < pauseNanos) {
      return -1;
    }
    collected = System.nanoTime();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private void write(String line) {
    try {
      Files.write(
          file,
          line.getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
