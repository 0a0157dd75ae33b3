package io.tidemark.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.kafka.DeadLetter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recorded readings instead of a fleet's, through the commands that people type. */
class ReplayIT {
  private static final Instant MORNING = Instant.parse("2024-03-10T06:00:00Z");
  private static final int READINGS = 3_000;

  @TempDir static Path folder;

  @Test
  void recordedReadingsAreAllAccountedForAndWhatIsWrongAmongThemIsADeadLetter() throws Exception {
    TestStream stream =
        TestStream.define(folder, "recorded", "string", "1 minute", "1 minute", "[entity]");
    stream.attach();
    stream.replay(jsonLines());
    stream.drain();
    JsonNode report = stream.audit();
    assertThat(report.path("sent").longValue()).isEqualTo(READINGS + 5);
    assertThat(report.path("dead").longValue()).isEqualTo(5);
    assertThat(report.path("late").longValue()).isZero();
    assertThat(report.at("/windows")).hasSize(5);
    assertThat(reasons(stream))
        .containsExactlyInAnyOrder(
            "not a JSON object",
            "entity: expected a text",
            "temp: more than 2 decimal places",
            "humidity: missing",
            "event time: more than 1m ahead of its arrival");

    stream.replay(rows(), "--columns", "time,entity,,temp,humidity");
    stream.drain();
    report = stream.audit();
    assertThat(report.path("sent").longValue()).isEqualTo(READINGS + 5 + 101);
    assertThat(report.path("dead").longValue()).isEqualTo(6);
    assertThat(report.at("/windows")).hasSize(7);
    assertThat(reasons(stream)).contains("temp: expected a number");
  }

  /** Five minutes, not in order, with a blank line, a heartbeat and five bad lines. */
  private static Path jsonLines() throws IOException {
    Path file = folder.resolve("recorded.jsonl.gz");
    try (BufferedWriter writer =
        new BufferedWriter(
            new OutputStreamWriter(new GZIPOutputStream(Files.newOutputStream(file)), UTF_8))) {
      for (int n = 0; n < READINGS; n++) {
        long offset = 100L * n - (n % 7 == 6 ? Math.min(100L * n, 20_000) : 0);
        writer.write(reading(MORNING.plusMillis(offset), "\"séance-" + n % 10 + '"', "20.1"));
        writer.write(n % 2 == 0 ? "\n" : "\r\n");
        if (n == 1_000) {
          writer.write("\nnull\n");
          writer.write(reading(MORNING, "17", "20.1") + "\n");
          writer.write(reading(MORNING, "\"a\"", "20.123") + "\n");
          writer.write("{\"time\":" + MORNING.toEpochMilli() + ",\"heartbeat\":true}\n");
          writer.write(reading(MORNING, "\"a\"", "20").replace("humidity", "wet") + "\n");
          writer.write(reading(Instant.now().plus(Duration.ofDays(1)), "\"a\"", "20.1") + "\n");
        }
      }
    }
    return file;
  }

  private static String reading(Instant time, String entity, String temp) {
    return "{\"time\":%d,\"entity\":%s,\"temp\":%s,\"note\":\"x\",\"humidity\":35}"
        .formatted(time.toEpochMilli(), entity, temp);
  }

  /** What comes after that, without a header and with a column that is no field. */
  private static Path rows() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int n = 0; n <= 100; n++) {
      rows.append(MORNING.plusSeconds(420 + n).toEpochMilli())
          .append(n % 2 == 0 ? "|\"a|b\"|x|" : "|c|x|")
          .append(n == 50 ? "n/a" : "-1.50")
          .append("|0.5|\n");
    }
    return Files.writeString(folder.resolve("more.tbl"), rows);
  }

  private static List<String> reasons(TestStream stream) {
    return stream.records(stream.definition().deadLetterTopic()).stream()
        .map(letter -> DeadLetter.of(letter).reason())
        .toList();
  }
}
