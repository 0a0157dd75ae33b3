package io.tidemark.bench.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitTimesTest {
  @TempDir Path folder;

  @Test
  void theCommitsOfTheArchiveAreInItsLines() throws IOException {
    assertThat(
            CommitTimes.read(
                log(
                    "archiving raw to lake.s.readings; it can be stopped at any time",
                    "lake.s.readings: epoch 0, 500,004 records, 29,894/s, 0 behind, commit 0.49 s",
                    "Archived 500,004 records of raw as 500,000 rows in lake.s.readings")))
        .containsExactly(0.49);
  }

  @Test
  void theCommitsOfOthersAreInTheReportsOfIceberg() throws IOException {
    String report =
        "07:23:35 INFO  LoggingMetricsReporter: Received metrics report:"
            + " CommitReport{tableName=lake.s.readings, operation=append,"
            + " commitMetrics=CommitMetricsResult{totalDuration=TimerResult{"
            + "timeUnit=NANOSECONDS, totalDuration=%s, count=1}, attempts=null}}";
    assertThat(
            CommitTimes.read(log(report.formatted("PT1.5S"), report.formatted("PT1M0.25S"), "x")))
        .containsExactly(1.5, 60.25);
  }

  private Path log(String... lines) throws IOException {
    return Files.writeString(folder.resolve("log.txt"), String.join("\n", lines));
  }
}
