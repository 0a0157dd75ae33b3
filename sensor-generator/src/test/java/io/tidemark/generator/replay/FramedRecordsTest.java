package io.tidemark.generator.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.generator.GeneratorStreams;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.RawDecoder;
import io.tidemark.testing.KnownSchemas;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recording in JSON for a topic in Avro. */
class FramedRecordsTest {
  private static final long MORNING = 1_773_129_600_000L;
  private static final String[] FLAT_OUT = {"--speed-up", "0", "--max-refused", "90%"};

  @TempDir Path folder;

  private static String reading(int entity, String temp) {
    return "{\"time\":%d,\"entity\":%d,\"temp\":%s,\"humidity\":34.90}"
        .formatted(MORNING, entity, temp);
  }

  private static final List<String> LINES =
      List.of(
          reading(17, "20.13"),
          "{\"time\":%d,\"heartbeat\":true}".formatted(MORNING),
          "NO SIGNAL",
          "",
          reading(18, "20.133"),
          reading(19, "-1"));

  @Test
  void aReadingIsAFrameAndWhatIsNoneStaysAsItIs() throws IOException {
    StreamDefinition avro = KnownSchemas.avro(GeneratorStreams.FLEET);
    RecordedReplay replay = new RecordedReplay(avro);
    replay.lines(folder, String.join("\n", LINES), FLAT_OUT);
    RawDecoder decoder = new RawDecoder(avro.raw());
    Reading read = avro.raw().newReading();
    assertThat(replay.records()).hasSize(4);
    assertThat(decoder.decode(replay.records().get(0), 1, read)).isNull();
    assertThat(read.number(0)).isEqualTo(MORNING);
    assertThat(read.number(2)).isEqualTo(2013);
    assertThat(replay.values().get(1)).isEqualTo("NO SIGNAL");
    assertThat(new String(replay.records().get(2), UTF_8)).contains("20.133");
    assertThat(decoder.decode(replay.records().get(2), 1, read)).contains("not a frame");
    assertThat(replay.keys()).containsExactly("17", null, null, "19");
    assertThat(replay.outcome().notes().toString()).contains("more than 2 decimal places");
  }

  @Test
  void itsLedgerIsThatOfTheRecordingInJson() throws IOException {
    RecordedReplay json = new RecordedReplay(GeneratorStreams.FLEET);
    json.lines(folder, String.join("\n", LINES), FLAT_OUT);
    RecordedReplay avro = new RecordedReplay(KnownSchemas.avro(GeneratorStreams.FLEET));
    avro.lines(folder, String.join("\n", LINES), FLAT_OUT);
    assertThat(avro.ledger().windows()).isEqualTo(json.ledger().windows()).isNotEmpty();
    assertThat(avro.ledger().faults()).isEqualTo(json.ledger().faults());
    assertThat(avro.ledger().sent()).isEqualTo(json.ledger().sent());
  }
}
