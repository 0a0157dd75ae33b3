package io.tidemark.generator.replay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.generator.GeneratorStreams;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.ledger.RunLedger.WindowEntry;
import io.tidemark.model.record.RawDecoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are no recordings: every sent record is a reading or a dead letter. */
class HostileRecordingTest {
  private static final String[] PIECES = {
    "\"",
    "\"\"",
    ",",
    ";",
    "|",
    "\n",
    "\r\n",
    "\r",
    " ",
    "\t",
    "\\",
    "{",
    "}",
    "[",
    ":",
    "null",
    "time",
    "entity",
    "\"time\":",
    "1710050400000",
    "99999999999999999999",
    "-1.5",
    "1e999",
    "NaN",
    "\u0000",
    "\u00ff",
    "\u00c3\u00a4",
    "\u00ef\u00bb\u00bf",
    "heartbeat",
    "{\"time\":1710050400000,\"entity\":1,\"temp\":1,\"humidity\":2}",
    "{\"time\":1710050400000,\"heartbeat\":true}",
    "1710050400000,1,2,3"
  };

  private static final String ALL = "--max-refused=100%";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"jsonl", "json", "csv", "csv without a header"})
  void everyRecordThatIsSentIsAccountedFor(String form) throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 100; round++) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      if (form.equals("csv")) {
        bytes.writeBytes("time,entity,temp,humidity\n".getBytes(ISO_8859_1));
      }
      for (int i = 0; i < 200; i++) {
        bytes.writeBytes(PIECES[random.nextInt(PIECES.length)].getBytes(ISO_8859_1));
      }
      Path file = Files.write(folder.resolve("recording"), bytes.toByteArray());
      RecordedReplay replay =
          new RecordedReplay(GeneratorStreams.FLEET)
              .set("max.request.size", "500")
              .run(
                  file,
                  form.contains("without")
                      ? new String[] {ALL, "--speed-up=0", "--columns=time,entity,temp,humidity"}
                      : new String[] {ALL, "--speed-up=0", "--format=" + form});
      long readings = replay.ledger().windows().stream().mapToLong(WindowEntry::readings).sum();
      assertThat(readings).as("round %d", round).isEqualTo(readable(replay));
      assertThat(replay.ledger().sent())
          .isEqualTo(replay.values().size())
          .isEqualTo(readings + replay.ledger().faults().dead());
      assertThat(replay.ledger().faults().dead()).isPositive();
      if (!form.equals("json")) {
        // an array that is not closed breaks off
        assertThat(replay.outcome().failure()).isNull();
      }
    }
  }

  private static long readable(RecordedReplay replay) {
    RawDecoder decoder = new RawDecoder(GeneratorStreams.FLEET.raw());
    Reading reading = GeneratorStreams.FLEET.raw().newReading();
    return replay.records().stream()
        .filter(record -> decoder.decode(record, 1, reading) == null && !reading.heartbeat())
        .count();
  }
}
