package io.tidemark.generator.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.generator.GeneratorStreams;
import io.tidemark.generator.run.Run;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fleet's stream: time, entity (int, key), temp and humidity with two decimal places. */
class RefusedShareTest {
  private static final long MORNING = Instant.parse("2026-03-10T06:00:00Z").toEpochMilli();

  @TempDir Path folder;

  @Test
  void aRunWithMoreDeadLettersThanPermittedFailsWithTheReasons() throws IOException {
    String text =
        String.join(
            "\n",
            reading("1"),
            "",
            reading("1.005"),
            "NO SIGNAL\u0007",
            reading("\"1\""),
            reading("1.006"),
            reading("1.007"));
    Run.Outcome outcome = replay(text);
    assertThat(outcome.ledger().sent()).as("in the ledger").isEqualTo(6);
    assertThat(outcome.failure())
        .hasMessage(
            folder.resolve("recording.jsonl")
                + ": 5 of 6 records are dead letters or were not sent, more than --max-refused 50%"
                + " permits; change the definition or the recording as the reasons above say");
    assertThat(outcome.failure().exitCode()).isEqualTo(1);
    assertThat(outcome.notes()).hasSize(4);
    assertThat(outcome.notes().get(1))
        .isEqualTo(
            "  3 refused: temp: more than 2 decimal places; rounded: true rounds them half up; line 3: "
                + reading("1.005"));
    assertThat(outcome.notes().get(2))
        .startsWith("  1 refused: not JSON: ")
        .endsWith("; line 4: NO SIGNAL?");
  }

  @Test
  void aRunWithFewerSucceedsAndStillHasTheReasons() throws IOException {
    String half = reading("1") + "\n" + reading("1.005");
    assertThat(replay(half).failure()).isNull();
    assertThat(replay(half).notes())
        .hasSize(2)
        .last()
        .asString()
        .startsWith("  1 refused: temp: more than 2 decimal places; rounded: true ")
        .contains("; line 2: ");
    assertThat(replay(half, "--max-refused=49.9%").failure())
        .hasMessageContaining("more than --max-refused 49.9% permits");
    assertThat(replay("x\nx", "--max-refused=100%").failure()).isNull();
    assertThat(replay("x", "--max-refused=0.99").failure()).isNotNull();
  }

  @Test
  void whatIsTooFarAheadOrTooLongCountsToo() throws IOException {
    long ahead = RecordedReplay.NOW.toEpochMilli() + 86_400_000L;
    String text =
        reading("1").replace(String.valueOf(MORNING), String.valueOf(ahead))
            + "\n"
            + "x".repeat(1 << 21);
    Run.Outcome outcome = replay(text);
    assertThat(outcome.failure()).hasMessageContaining("2 of 2 records");
    assertThat(outcome.notes().get(1))
        .startsWith("  1 refused: event time: more than 1m ahead of its arrival; line 1: ");
    assertThat(outcome.notes().get(2))
        .isEqualTo(
            "  1 refused: expected 1048576 bytes at most, Kafka's max.request.size, found more;"
                + " line 2");
  }

  @Test
  void aRecordingWithoutARecordFails() throws IOException {
    assertThat(replay(" \n\n").failure())
        .hasMessageEndingWith("expected records, found none in 2 lines; nothing was sent");
    String heartbeat = "{\"time\":%d,\"heartbeat\":true}".formatted(MORNING);
    assertThat(replay(heartbeat, "--max-refused=100%").failure())
        .hasMessageEndingWith("found none in 1 lines but heartbeats; nothing was sent");
    assertThat(replay("time,entity,temp,humidity\n", "--format=csv").failure())
        .hasMessageEndingWith("expected records, found none in 1 lines; nothing was sent");
  }

  @Test
  void onlySoManyReasonsAreToldApart() {
    RefusedRecords refused = new RefusedRecords();
    for (int i = 0; i < 3_000; i++) {
      refused.add("reason " + i, i + 1, ("x" + "ü".repeat(200)).getBytes(UTF_8));
    }
    assertThat(refused.count()).isEqualTo(3_000);
    assertThat(refused.describe())
        .hasSize(3)
        .first()
        .asString()
        .startsWith("  2,000 refused: other reasons; line 1,001: xüü")
        .endsWith("…")
        .hasSizeLessThan(250);
    assertThat(refused.exceeds(BigDecimal.ONE, 3_000)).isFalse();
    assertThat(refused.exceeds(new BigDecimal("0.9999"), 3_000)).isTrue();
  }

  private Run.Outcome replay(String text, String... args) throws IOException {
    String[] all = java.util.Arrays.copyOf(args, args.length + 1);
    all[args.length] = "--speed-up=0";
    return new RecordedReplay(GeneratorStreams.FLEET).lines(folder, text, all).outcome();
  }

  private static String reading(String temp) {
    return "{\"time\":%d,\"entity\":1,\"temp\":%s,\"humidity\":35.00}".formatted(MORNING, temp);
  }
}
