package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/**
 * Readings of closed windows, and the backfill that counts them. Empty unless {@code
 * -Dtidemark.backfills=true} is set, because a backfill takes minutes in Druid.
 *
 * @param folder for the recordings
 */
record LateReadings(Path folder) {
  /** The number of late readings of a window. */
  static final int COUNT = Boolean.getBoolean("tidemark.backfills") ? 240 : 0;

  /**
   * Sends late readings, then backfills their windows. Other windows of the same segment keep their
   * rows, which are written again together with the new ones.
   */
  void backfill(TestStream stream, Path recording, String from, String to) throws IOException {
    stream.replay(recording);
    for (JsonNode report : reports(stream)) {
      long windows = report.path("windows_per_reading").longValue();
      assertThat(report.path("late").longValue()).isEqualTo(COUNT * windows);
    }
    Path staging = stream.folder().resolve("staging");
    List<String> options = new ArrayList<>(List.of("--druid", stream.stack().druid()));
    options.addAll(List.of("--from", from, "--to", to, "--staging", staging.toString()));
    stream.run("backfill", options);
    for (JsonNode report : reports(stream)) {
      long windows = report.path("windows_per_reading").longValue();
      assertThat(report.path("late").longValue()).isZero();
      assertThat(report.path("backfilled").longValue()).isEqualTo(COUNT * windows);
    }
  }

  /** The reports of an audit that must pass, one for each kind of windows. */
  private static Iterable<JsonNode> reports(TestStream stream) throws IOException {
    JsonNode report = stream.audit();
    return report.isArray() ? report : List.of(report);
  }

  /**
   * Readings of closed windows from six cities, one of which is new, and one reading that the
   * filter drops.
   */
  Path ofWeather() throws IOException {
    String line = "{\"city\":\"city-%d\",\"temperature\":%s,\"ts\":\"%s\"}";
    DateTimeFormatter format =
        DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm-ss").withZone(ZoneOffset.UTC);
    Instant time = Instant.parse("2026-01-01T00:10:00Z");
    List<String> lines = new ArrayList<>(List.of(line.formatted(0, "121.0", format.format(time))));
    for (int n = 0; n < COUNT; n++) {
      lines.add(line.formatted(n % 6, (n % 120) + ".5", format.format(time.plusSeconds(n * 10L))));
    }
    return Files.write(folder.resolve("late.jsonl"), lines);
  }

  /** New users, each once, in three closed windows. */
  Path ofVisits() throws IOException {
    String line = "{\"ts\":%d,\"uid\":\"late-%d\",\"page\":\"/\"}";
    long time = Instant.parse("2026-01-31T23:55:00Z").getEpochSecond();
    List<String> lines = new ArrayList<>();
    for (int n = 0; n < COUNT; n++) {
      lines.add(line.formatted(time + n % 180, n));
    }
    return Files.write(folder.resolve("late-frames.jsonl"), lines);
  }
}
