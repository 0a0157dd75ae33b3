package io.tidemark.bench.lake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The durations of commits in the log of a program: in the lines of {@code aggregate archive}, and
 * in the reports that Iceberg logs elsewhere.
 */
final class CommitTimes {
  private static final Pattern OF_THE_ARCHIVE = Pattern.compile(", commit ([0-9.]+) s$");
  private static final Pattern OF_ICEBERG =
      Pattern.compile("CommitReport\\{.*?totalDuration=(PT[0-9A-Z.]+)");

  private CommitTimes() {}

  /** The seconds of each commit, in their order. */
  static List<Double> read(Path log) throws IOException {
    List<Double> seconds = new ArrayList<>();
    for (String line : Files.readAllLines(log)) {
      Matcher archive = OF_THE_ARCHIVE.matcher(line);
      Matcher iceberg = OF_ICEBERG.matcher(line);
      if (archive.find()) {
        seconds.add(Double.parseDouble(archive.group(1)));
      } else if (iceberg.find()) {
        seconds.add(Duration.parse(iceberg.group(1)).toNanos() / 1e9);
      }
    }
    return seconds;
  }
}
