package io.tidemark.generator.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.github.luben.zstd.Zstd;
import io.tidemark.cli.UsageError;
import io.tidemark.generator.GeneratorStreams;
import io.tidemark.generator.content.GzipMembersTest;
import io.tidemark.model.ledger.RunLedger;
import io.tidemark.model.ledger.RunLedger.WindowEntry;
import io.tidemark.model.record.RawEncoder;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fleet's stream: time, entity (int, key), temp and humidity with two decimal places. */
class ReplayTest {
  private static final Instant MORNING = Instant.parse("2026-03-10T06:00:00Z");
  private static final String FLAT_OUT = "--speed-up=0";

  @TempDir Path folder;

  private final RecordedReplay fleet = new RecordedReplay(GeneratorStreams.FLEET);
  private final RecordedReplay once = new RecordedReplay(GeneratorStreams.ONCE);

  @Test
  void theLinesAreSentUnchangedWithTheKeyOfTheirField() throws IOException {
    String odd =
        " { \"entity\" : 7 , \"temp\":2e1,\"x\":[1], \"humidity\":35, \"time\":%d }"
            .formatted(MORNING.toEpochMilli() + 1);
    fleet.lines(folder, reading(0, 17, "20.13") + "\r\n" + odd + "\n", FLAT_OUT);
    assertThat(fleet.values()).containsExactly(reading(0, 17, "20.13"), odd);
    assertThat(fleet.keys()).containsExactly("17", "7");
    assertThat(fleet.ledger().windows())
        .containsExactly(
            new WindowEntry(
                MORNING.toString(),
                2,
                Map.of("temp", new BigDecimal("40.13"), "humidity", new BigDecimal("70.00"))));
    assertThat(fleet.ledger().faults()).isEqualTo(RunLedger.Faults.NONE);
    assertThat(fleet.ledger().interrupted()).isFalse();
  }

  @Test
  void aTextIsAKeyWithoutItsEscapes() throws IOException {
    RecordedReplay texts = new RecordedReplay(GeneratorStreams.TEXTS);
    String line = "{\"time\":%d,\"sensor\":\"%s\",\"state\":\"on\"}";
    texts.lines(
        folder,
        line.formatted(MORNING.toEpochMilli(), "ö1")
            + "\n"
            + line.formatted(MORNING.toEpochMilli(), "\\u00f6\\\"2")
            + "\n"
            + line.formatted(MORNING.toEpochMilli(), ""),
        FLAT_OUT);
    assertThat(texts.keys()).containsExactly("ö1", "ö\"2", "");
  }

  @Test
  void theRunClosesItsLastWindow() throws IOException {
    fleet.lines(folder, reading(0, 1, "1") + "\n" + reading(61_000, 1, "1"), FLAT_OUT);
    long closed = MORNING.plusSeconds(120 + 180).toEpochMilli();
    assertThat(fleet.heartbeats())
        .hasSize(2)
        .containsOnly(
            new String(new RawEncoder(GeneratorStreams.FLEET.raw()).encodeHeartbeat(closed)));
  }

  @Test
  void malformedLinesAreSentAndCountedAsDeadLetters() throws IOException {
    fleet.lines(
        folder,
        String.join(
            "\n",
            reading(0, 1, "20.13"),
            "NO SIGNAL",
            reading(0, 1, "20.133"),
            "{}",
            reading(0, 1, "20.13").substring(0, 20),
            reading(100, 1, "\"20\""),
            reading(200, 1, "20")),
        FLAT_OUT);
    assertThat(fleet.values()).hasSize(7).contains("NO SIGNAL", "{}");
    assertThat(fleet.keys()).containsExactly("1", null, null, null, null, null, "1");
    assertThat(fleet.ledger().sent()).isEqualTo(7);
    assertThat(fleet.ledger().faults().malformed()).containsExactly(entry("replayed", 5L));
    assertThat(fleet.ledger().faults().dead()).isEqualTo(5);
    assertThat(readings(fleet)).isEqualTo(2);
  }

  @Test
  void aReadingBeyondTheTimeLimitsIsADeadLetterToo() throws IOException {
    long ahead = RecordedReplay.NOW.toEpochMilli() - MORNING.toEpochMilli();
    String lines =
        String.join(
            "\n",
            reading(0, 1, "1"),
            reading(ahead + 60_000, 1, "2"),
            reading(ahead + 60_001, 2, "3"),
            reading(ahead + 86_400_000L * 400, 3, "4"));
    fleet.lines(folder, lines, FLAT_OUT);
    assertThat(fleet.ledger().faults().farFuture()).isEqualTo(2);
    assertThat(fleet.ledger().faults().dead()).isEqualTo(2);
    assertThat(fleet.keys()).as("it can be read").containsExactly("1", "1", "2", "3");
    assertThat(readings(fleet)).isEqualTo(2);

    RecordedReplay without =
        new RecordedReplay(GeneratorStreams.FLEET)
            .lines(folder, lines, FLAT_OUT, "--max-ahead=off");
    assertThat(without.ledger().faults()).isEqualTo(RunLedger.Faults.NONE);
    assertThat(readings(without)).isEqualTo(4);

    RecordedReplay later =
        new RecordedReplay(GeneratorStreams.FLEET)
            .lines(folder, lines, FLAT_OUT, "--earliest=" + MORNING.plusMillis(1));
    assertThat(later.ledger().faults().malformed()).containsExactly(entry("replayed", 1L));
    assertThat(later.ledger().faults().farFuture()).isEqualTo(2);
    assertThat(readings(later)).isEqualTo(1);
  }

  @Test
  void aReadingThatIsTooFarAheadOnlyUntilItArrivesCounts() throws IOException {
    long ahead = RecordedReplay.NOW.toEpochMilli() - MORNING.toEpochMilli();
    fleet
        .takingMillisALook(10)
        .lines(folder, reading(ahead + 60_015, 1, "1") + "\n" + reading(ahead + 90_000, 1, "1"));
    // the clock is first read at 10 ms, the broker's answer arrives after 20 ms
    assertThat(fleet.ledger().faults().farFuture()).isEqualTo(1);
    assertThat(readings(fleet)).isEqualTo(1);
  }

  @Test
  void blankLinesAndHeartbeatsArePassedOver() throws IOException {
    String heartbeat = "{\"time\":%d,\"heartbeat\":true}".formatted(MORNING.toEpochMilli());
    fleet.lines(
        folder,
        "\uFEFF"
            + reading(0, 1, "1")
            + "\n\n \t\r\n"
            + heartbeat
            + "\n"
            + reading(1, 1, "1")
            + "\n\n",
        FLAT_OUT);
    assertThat(fleet.values()).containsExactly(reading(0, 1, "1"), reading(1, 1, "1"));
    assertThat(fleet.outcome().notes())
        .singleElement()
        .asString()
        .startsWith("6 lines of ")
        .endsWith(": 0 malformed, 0 far in the future, 3 blank, 1 heartbeats passed over");
  }

  @Test
  void anEmptyRecordingHasNoWindowToClose() throws IOException {
    fleet.lines(folder, "");
    assertThat(fleet.ledger().sent()).isZero();
    assertThat(fleet.ledger().heartbeats()).isZero();
    assertThat(fleet.outcome().failure())
        .hasMessage(
            folder.resolve("recording.jsonl")
                + ": expected records, found none in 0 lines; nothing was sent");
    assertThat(fleet.outcome().failure().exitCode()).isEqualTo(1);
    assertThat(new RecordedReplay(GeneratorStreams.FLEET).lines(folder, "junk\n").heartbeats())
        .isEmpty();
  }

  @Test
  void aLineThatIsLongerThanKafkaTakesIsRefusedWithItsNumber() throws IOException {
    String text = reading(0, 1, "1") + "\n" + "x".repeat(1 << 21) + "\n" + reading(1, 1, "1");
    fleet.lines(folder, text, FLAT_OUT);
    assertThat(fleet.ledger().sent()).isEqualTo(2);
    assertThat(fleet.ledger().failed()).isEqualTo(1);
    assertThat(fleet.messages)
        .containsExactly(
            "line 2 is not sent: expected 1048576 bytes at most, Kafka's max.request.size, found"
                + " more");
    RecordedReplay larger =
        new RecordedReplay(GeneratorStreams.FLEET)
            .set("max.request.size", "4000000")
            .lines(folder, text);
    assertThat(larger.ledger().sent()).isEqualTo(3);
  }

  @Test
  void aRecordThatTheBrokerRejectsIsNotCountedAndIsReportedWithItsLine() throws IOException {
    fleet
        .refusing(n -> n == 1 || n == 2)
        .lines(
            folder,
            String.join("\n", reading(0, 1, "1"), "", reading(0, 2, "2"), "x", reading(0, 3, "3")),
            FLAT_OUT);
    assertThat(fleet.ledger().sent()).isEqualTo(2);
    assertThat(fleet.ledger().failed()).isEqualTo(2);
    assertThat(fleet.ledger().faults().dead()).isZero();
    assertThat(readings(fleet)).isEqualTo(2);
    assertThat(fleet.ledger().windows().get(0).sums().get("temp")).isEqualByComparingTo("4");
    assertThat(fleet.messages)
        .contains("line 3 was not delivered: gone", "line 4 was not delivered: gone")
        .last()
        .isEqualTo("not delivered: 2 readings, the last because: gone");
  }

  @Test
  void aClosingHeartbeatThatTheBrokerRefusesIsReportedAndIsNoReading() throws IOException {
    fleet.refusing(n -> n == 1).lines(folder, reading(0, 1, "1"), FLAT_OUT);
    assertThat(fleet.ledger().heartbeats()).isEqualTo(1);
    assertThat(fleet.ledger().failed()).isZero();
    assertThat(fleet.outcome().isDelivered()).isFalse();
    assertThat(fleet.messages)
        .containsExactly("not delivered: 1 of 2 closing heartbeats, the last because: gone");
  }

  @Test
  void ofReadingsThatAreEqualTheFirstThatArrivesCounts() throws IOException {
    String line = "{\"time\":%d,\"entity\":1,\"state\":\"on\",\"level\":1}";
    String odd = "{\"level\":1,\"state\":\"\\u006fn\",\"entity\":1,\"time\":%d}";
    long time = MORNING.toEpochMilli();
    String text =
        String.join(
            "\n",
            line.formatted(time),
            odd.formatted(time),
            line.formatted(time + 86_400_000L).replace("time\":", "time\": "),
            line.formatted(time),
            line.formatted(time + 1),
            odd.formatted(time + 1));
    once.lines(folder, text, FLAT_OUT, "--max-ahead=off");
    assertThat(once.ledger().sent()).isEqualTo(6);
    assertThat(readings(once)).isEqualTo(3);

    RecordedReplay lossy =
        new RecordedReplay(GeneratorStreams.ONCE).refusing(n -> n == 0 || n >= 4);
    lossy.lines(folder, text, FLAT_OUT, "--max-ahead=off");
    assertThat(lossy.ledger().sent()).isEqualTo(3);
    assertThat(readings(lossy)).as("one of each that arrived").isEqualTo(2);
  }

  @Test
  void itKeepsTheRecordedPaceOrAFactorOfIt() throws IOException {
    String text =
        String.join(
            "\n",
            reading(0, 1, "1"),
            reading(10_000, 1, "1"),
            "junk",
            reading(86_400_000L * 365, 1, "1"),
            reading(5_000, 1, "1"),
            reading(60_000, 1, "1"));
    assertThat(fleet.lines(folder, text).seconds())
        .as("what is too far ahead is not waited for")
        .isEqualTo(60);
    assertThat(fleet.ledger().faults().dead()).isEqualTo(2);
    assertThat(
            new RecordedReplay(GeneratorStreams.FLEET)
                .lines(folder, text, "--speed-up=6")
                .seconds())
        .isEqualTo(10);
    assertThat(new RecordedReplay(GeneratorStreams.FLEET).lines(folder, text, FLAT_OUT).seconds())
        .isZero();
    assertThat(
            new RecordedReplay(GeneratorStreams.FLEET)
                .lines(folder, text, FLAT_OUT, "--rate=1")
                .seconds())
        .isEqualTo(5);
  }

  @Test
  void readingsOfWindowsThatAnEarlierRunHasClosedAreReportedOnce() throws IOException {
    fleet
        .closedUntil(MORNING.plusSeconds(60))
        .lines(folder, reading(0, 1, "1") + "\n" + reading(1, 1, "1"), FLAT_OUT);
    assertThat(fleet.messages)
        .containsExactly(
            "note: an earlier run has closed the windows before 2026-03-10T06:01:00Z; readings from"
                + " 2026-03-10T06:00:00Z until then come late");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "gzip", "members", "zstd", "frames"})
  void compressionIsDetectedFromTheBytes(String how) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      text.append(reading(i, i % 100, "20.13")).append('\n');
    }
    byte[] plain = text.toString().getBytes(UTF_8);
    byte[] half = Arrays.copyOf(plain, plain.length / 2);
    byte[] rest = Arrays.copyOfRange(plain, half.length, plain.length);
    byte[] bytes =
        switch (how) {
          case "gzip" -> GzipMembersTest.gzip(plain);
          case "members" ->
              GzipMembersTest.join(GzipMembersTest.gzip(half), GzipMembersTest.gzip(rest));
          case "zstd" -> Zstd.compress(plain);
          case "frames" -> GzipMembersTest.join(Zstd.compress(half), Zstd.compress(rest));
          default -> plain;
        };
    // the name does not indicate a format
    fleet.run(Files.write(folder.resolve("recording"), bytes), FLAT_OUT);
    assertThat(fleet.ledger().sent()).isEqualTo(10_000);
    assertThat(readings(fleet)).isEqualTo(10_000);
    assertThat(fleet.ledger().settings())
        .containsEntry("from", folder.resolve("recording").toString())
        .containsEntry("format", "jsonl")
        .containsEntry("speed-up", "0.0")
        .containsEntry("max-ahead", "1m")
        .doesNotContainKeys("entities", "separator");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd"})
  void aTruncatedFileIsSentUpToTheTruncation(String how) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      text.append(reading(i * 7, i * 31 % 100, i % 89 + ".13")).append('\n');
    }
    byte[] plain = text.toString().getBytes(UTF_8);
    byte[] whole = how.equals("gzip") ? GzipMembersTest.gzip(plain) : Zstd.compress(plain);
    Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, whole.length * 2 / 3));
    fleet.run(cut, FLAT_OUT, "--format=jsonl");
    long sent = fleet.ledger().sent();
    assertThat(sent).isBetween(0L, 9_999L);
    assertThat(readings(fleet)).isEqualTo(sent);
    assertThat(fleet.ledger().interrupted()).isTrue();
    assertThat(fleet.outcome().failure())
        .hasMessageStartingWith(cut + " breaks off in line " + (sent + 1) + ": ")
        .hasMessageEndingWith("; the lines before it are sent and in the ledger");
    assertThat(fleet.outcome().failure().exitCode()).isEqualTo(1);
  }

  @Test
  void aCsvFileIsReadByItsName() throws IOException {
    String rows = "temp,time,humidity,entity\n20.10,%1$d,35.00,17\n20.1,%1$d,n/a,17\n";
    byte[] bytes = rows.formatted(MORNING.toEpochMilli()).getBytes(UTF_8);
    fleet.run(Files.write(folder.resolve("fleet.CSV.gz"), GzipMembersTest.gzip(bytes)), FLAT_OUT);
    assertThat(fleet.values())
        .containsExactly(
            "{\"time\":%d,\"entity\":17,\"temp\":20.10,\"humidity\":35.00}"
                .formatted(MORNING.toEpochMilli()),
            "{\"time\":%d,\"entity\":17,\"temp\":20.1,\"humidity\":\"n/a\"}"
                .formatted(MORNING.toEpochMilli()));
    assertThat(fleet.keys()).containsExactly("17", null);
    assertThat(fleet.ledger().settings())
        .containsEntry("format", "csv")
        .containsEntry("separator", ",");
    assertThat(fleet.outcome().notes().get(0)).startsWith("3 lines of ");
  }

  @Test
  void aTableOfDbgenHasNoHeaderAndASeparatorBehindTheLastValue() throws IOException {
    String rows = "17|x|20.10|35.00|%1$d|\n18|y|20.20|36.00|%1$d|\n";
    Path file = folder.resolve("fleet.tbl");
    Files.writeString(file, rows.formatted(MORNING.toEpochMilli()));
    fleet.run(file, FLAT_OUT, "--columns", "entity,other,temp,humidity,time");
    assertThat(fleet.ledger().faults()).isEqualTo(RunLedger.Faults.NONE);
    assertThat(fleet.keys()).containsExactly("17", "18");
    assertThat(fleet.ledger().settings())
        .containsEntry("separator", "|")
        .containsEntry("columns", "entity,other,temp,humidity,time");
  }

  @Test
  void anUnusableFileIsReportedBeforeAnythingIsSent() throws IOException {
    assertThatThrownBy(() -> fleet.run(folder.resolve("none")))
        .isInstanceOf(UsageError.class)
        .hasMessage("--from: expected a file or '-', found none at " + folder.resolve("none"));
    assertThatThrownBy(() -> fleet.run(folder)).isInstanceOf(UsageError.class);
    assertThatThrownBy(() -> fleet.lines(folder, "{}\n", "--columns=time"))
        .isInstanceOf(UsageError.class)
        .hasMessageStartingWith("--columns: expected a CSV file, found JSON;");
    assertThatThrownBy(() -> fleet.lines(folder, "a,b\n", "--format=csv"))
        .isInstanceOf(UsageError.class)
        .hasMessageContaining("recording.jsonl, header: expected columns named as the fields");
    Path cut = Files.write(folder.resolve("cut"), new byte[] {0x1f, (byte) 0x8b, 8});
    assertThatThrownBy(() -> fleet.run(cut))
        .isInstanceOf(UsageError.class)
        .hasMessageContaining("its gzip data breaks off");
  }

  private static long readings(RecordedReplay replay) {
    return replay.ledger().windows().stream().mapToLong(WindowEntry::readings).sum();
  }

  private static String reading(long offset, int entity, String temp) {
    return "{\"time\":%d,\"entity\":%d,\"temp\":%s,\"humidity\":35.00}"
        .formatted(MORNING.toEpochMilli() + offset, entity, temp);
  }
}
