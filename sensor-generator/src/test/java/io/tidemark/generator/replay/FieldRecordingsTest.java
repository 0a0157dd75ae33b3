package io.tidemark.generator.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.tidemark.cli.UsageError;
import io.tidemark.generator.TypedOptions;
import io.tidemark.generator.content.GzipMembersTest;
import io.tidemark.generator.options.GeneratorOptions;
import io.tidemark.generator.options.GeneratorOptions.ClockKind;
import io.tidemark.generator.run.KafkaDestination;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.ledger.RunLedger;
import io.tidemark.model.ledger.RunLedger.WindowEntry;
import io.tidemark.testing.Definitions;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recordings in the forms that people have; one or two readings each, whose values are 1 and 2. */
class FieldRecordingsTest {
  private static final Path RECORDINGS = Path.of("src/test/resources/recordings");

  private static final StreamDefinition CX =
      Definitions.read(
          """
          stream: cx
          raw:
            topic: cx-raw
            key: id
            time: time
            fields:
              time: {type: timestamp, format: iso}
              id: {type: string}
              value: {type: decimal, scale: 2, simulate: {uniform: {min: 1, max: 2}}}
              n: {type: int, simulate: {uniform: {min: 1, max: 2}}}
          aggregated:
            topic: cx-aggregated
            window: 1 minute
            watermark: 0
            measures:
              readings: count
          """);

  @TempDir Path folder;

  private final RecordedReplay replay = new RecordedReplay(CX);

  @ParameterizedTest
  @CsvSource({
    "cx_array.json, json, a, 2",
    "cx_array_oneline.json, json, a, 2",
    "cx_pretty.json, json, a, 1",
    "cx_case.csv, csv, case, 1",
    "cx_comment.csv, csv, cmt, 1",
    "cx_sphead.csv, csv, ' sp', 1",
    "cx_semi.csv, csv, semi, 1",
    "cx_bom.csv, csv, bom, 1",
    "cx_utf16.csv, csv, bom, 1",
    "cx.zip, csv, semi, 1",
  })
  void itIsCountedAsAPersonReadsIt(String file, String format, String key, int readings) {
    replay.run(RECORDINGS.resolve(file), "--speed-up=0");
    assertCounted(key, readings);
    assertThat(replay.ledger().settings()).containsEntry("format", format);
  }

  @Test
  void latinLettersNeedTheNameOfTheirCharacterSet() {
    Path file = RECORDINGS.resolve("cx_latin1.csv");
    replay.run(file, "--speed-up=0", "--charset=latin1");
    assertCounted("café", 1);
    assertThat(replay.ledger().settings()).containsEntry("charset", "ISO-8859-1");

    RecordedReplay without = new RecordedReplay(CX).run(file, "--speed-up=0");
    assertThat(without.ledger().faults().dead()).isEqualTo(1);
    assertThat(without.outcome().notes().get(1))
        .startsWith("  1 refused: expected UTF-8, found other bytes; name the character set with")
        .endsWith("; line 2: 2026-01-01T00:00:00Z,caf\uFFFD,1,1");
    assertThat(without.outcome().failure()).isNotNull();
  }

  @Test
  void parquetIsRefusedInOneLineThatSaysWhatToDo() {
    Path file = RECORDINGS.resolve("cx.parquet");
    assertThatThrownBy(() -> replay.run(file))
        .isInstanceOf(UsageError.class)
        .hasMessage(
            "--from: expected JSON or CSV, plain or in gzip, zstd or zip, found a Parquet file, "
                + file
                + "; convert it: duckdb -c \"COPY (FROM '"
                + file
                + "') TO '"
                + file
                + ".csv'\"");
  }

  @Test
  void aFormatThatIsNotReadIsRefusedBeforeTheBrokerIsAsked() {
    GeneratorOptions options =
        TypedOptions.parse("--from", RECORDINGS.resolve("cx.parquet").toString())
            .withDefaultClock(ClockKind.WALL);
    assertThatThrownBy(
            () -> new Replay(CX, options, new KafkaDestination(new Properties()), message -> {}))
        .isInstanceOf(UsageError.class)
        .hasMessageContaining("found a Parquet file");
  }

  @Test
  void theContentOfACompressedFileIsExaminedToo() throws IOException {
    byte[] parquet = Files.readAllBytes(RECORDINGS.resolve("cx.parquet"));
    Path file = Files.write(folder.resolve("a.gz"), GzipMembersTest.gzip(parquet));
    assertThatThrownBy(() -> replay.run(file)).hasMessageContaining("found a Parquet file");
  }

  @Test
  void aTextInUtf16MayBeJsonInAZip() throws IOException {
    String array = "\uFEFF[{\"time\":\"2026-01-01T00:00:00Z\",\"id\":\"ä\",\"value\":1,\"n\":1}]";
    Path file = zip("a.json", array.getBytes(Charset.forName("UTF-16LE")));
    replay.run(file, "--speed-up=0");
    assertCounted("ä", 1);
  }

  @Test
  void theNameInAZipTellsTheFormat() throws IOException {
    String rows = "time\tid\tvalue\tn\n2026-01-01T00:00:00Z\t{\t1\t1\n";
    replay.run(zip("deep/A.TSV", rows.getBytes(UTF_8)), "--speed-up=0");
    assertCounted("{", 1);
    assertThat(replay.messages).as("no other separator was tried").isEmpty();
  }

  @Test
  void aTruncatedArrayIsSentUpToTheTruncation() throws IOException {
    String array = Files.readString(RECORDINGS.resolve("cx_array.json"));
    Path cut = folder.resolve("cut.json");
    Files.writeString(cut, array.substring(0, array.indexOf(']')));
    replay.run(cut, "--speed-up=0");
    assertCounted("a", 2);
    assertThat(replay.ledger().interrupted()).isTrue();
    assertThat(replay.outcome().failure())
        .hasMessageStartingWith(cut + " breaks off in line ")
        .hasMessageContaining("its JSON array is not closed");
  }

  @Test
  void aTruncatedZipIsSentUpToTheTruncation() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      lines.append(line("a" + i * 7919 % 10_007)).append('\n');
    }
    Path whole = zip("a.jsonl", lines.toString().getBytes(UTF_8));
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = Files.write(folder.resolve("cut.zip"), Arrays.copyOf(bytes, bytes.length / 2));
    replay.run(cut, "--speed-up=0");
    assertThat(replay.ledger().sent()).isBetween(1L, 9_999L);
    assertThat(replay.ledger().faults()).isEqualTo(RunLedger.Faults.NONE);
    assertThat(replay.outcome().failure()).hasMessageContaining("its zip data breaks off");
  }

  @Test
  void aZipThatUnpacksToMuchMoreIsReadWithoutItsContentInMemory() throws IOException {
    Path bomb = folder.resolve("bomb.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(bomb))) {
      zip.putNextEntry(new ZipEntry("a.json"));
      write(zip, "[" + line("a") + ",{\"x\":\"", 1);
      write(zip, " ".repeat(1 << 20), 64);
      write(zip, "\"}," + line("a") + "]", 1);
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    replay.run(bomb, "--speed-up=0");
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(32 << 20);
    assertThat(replay.ledger().sent()).isEqualTo(2);
    assertThat(replay.ledger().failed()).isEqualTo(1);
    assertThat(replay.messages.get(0))
        .startsWith("line 1 is not sent: expected 1048576 bytes at most");
  }

  private static void write(OutputStream out, String text, int times) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    for (int i = 0; i < times; i++) {
      out.write(bytes);
    }
  }

  private static String line(String id) {
    return "{\"time\":\"2026-01-01T00:00:00Z\",\"id\":\"" + id + "\",\"value\":1,\"n\":1}";
  }

  private Path zip(String name, byte[] content) throws IOException {
    Path file = folder.resolve("some.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(content);
    }
    return file;
  }

  /** The values are 1, or 1 and 2. */
  private void assertCounted(String key, int readings) {
    BigDecimal sum = BigDecimal.valueOf(readings == 1 ? 1 : 3);
    assertThat(replay.ledger().windows())
        .containsExactly(
            new WindowEntry(
                "2026-01-01T00:00:00Z", readings, Map.of("value", sum.setScale(2), "n", sum)));
    assertThat(replay.keys()).hasSize(readings).containsOnly(key);
    assertThat(replay.ledger().faults()).isEqualTo(RunLedger.Faults.NONE);
  }
}
