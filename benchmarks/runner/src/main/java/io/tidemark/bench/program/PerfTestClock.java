package io.tidemark.bench.program;

import io.tidemark.cli.UserError;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the duration from the last line of {@code kafka-producer-perf-test}: {@code 4000000 records
 * sent, 812345.6 records/sec (49.58 MB/sec), 12.34 ms avg latency, …}.
 *
 * @param records the expected number of sent records
 */
public record PerfTestClock(long records) implements FloodProgram.OwnClock {
  private static final Pattern LINE =
      Pattern.compile("(\\d+) records sent, ([0-9.]+) records/sec .*");

  @Override
  public double seconds(List<String> printed) {
    Matcher last = null;
    for (String line : printed) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        last = matcher;
      }
    }
    if (last == null || Long.parseLong(last.group(1)) != records) {
      throw new UserError(
          "kafka-producer-perf-test did not send "
              + records
              + " records:\n"
              + String.join("\n", printed));
    }
    return records / Double.parseDouble(last.group(2));
  }
}
