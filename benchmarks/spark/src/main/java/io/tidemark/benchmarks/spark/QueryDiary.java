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
 * Writes Spark's progress report of each micro-batch to the file in the system property {@value
 * #FILE}, one line of JSON each: {@code {"heap":BYTES,"progress":{…}}}. Spark creates the listener
 * when {@code spark.sql.streaming.streamingQueryListeners} names this class, so the measured job is
 * the unmodified job.
 *
 * <p>{@code heap} is the heap in use after a full collection. If {@value #COLLECT} is set, a
 * collection runs at that interval in milliseconds; other lines have -1.
 */
public final class QueryDiary extends StreamingQueryListener {
  static final String FILE = "tidemark.diary";
  static final String COLLECT = "tidemark.diary.collect";

  private final transient Path file = Path.of(System.getProperty(FILE));
  private final long pauseNanos = Long.getLong(COLLECT, 0) * 1_000_000;
  private long collected = System.nanoTime();

  @Override
  public void onQueryStarted(QueryStartedEvent event) {
    // an empty file shows that the query has started
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
