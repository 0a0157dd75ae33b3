package io.tidemark.audit.last;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.audit.station.RawCount;
import io.tidemark.audit.topic.TopicCounts;
import io.tidemark.cli.UserError;
import io.tidemark.kafka.RefusalReasons;
import io.tidemark.kafka.TopicReader.Progress;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.ledger.PaneTotals;
import io.tidemark.model.yaml.DefinitionReader;
import io.tidemark.testing.Definitions;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastAuditFileTest {
  private static final Instant HELD = Instant.parse("2026-01-02T00:00:00Z");
  private static final LastAudit.Basis BASIS = basis(Definitions.SAMPLE, "raw", "letters", 60_000L);

  @TempDir Path folder;

  private LastAuditFile file;
  private Path path;

  @BeforeEach
  void write() {
    file = of(Definitions.SAMPLE);
    path = folder.resolve("sample/sample-aggregated.json.gz");
    file.write(BASIS, HELD, counts());
  }

  @Test
  void hasWhatWasWritten() {
    LastAuditFile.Content content = file.read(BASIS);

    assertThat(content.refusal()).isEmpty();
    assertThat(content.audit().orElseThrow().heldAt()).isEqualTo("2026-01-02T00:00:00Z");
    assertThat(content.audit().orElseThrow().counts()).isEqualTo(counts());
    assertThat(content.audit().orElseThrow().basis()).isEqualTo(BASIS);
  }

  @Test
  void replacesTheOneBeforeAndLeavesNoOtherFile() throws IOException {
    file.write(BASIS, HELD.plusSeconds(1), counts());

    assertThat(file.read(BASIS).audit().orElseThrow().heldAt()).isEqualTo("2026-01-02T00:00:01Z");
    try (Stream<Path> files = Files.list(path.getParent())) {
      assertThat(files).containsExactly(path);
    }
  }

  @Test
  void withoutAFileNothingNeedsToBeSaid() throws IOException {
    Files.delete(path);

    assertThat(file.read(BASIS).audit()).isEmpty();
    assertThat(file.read(BASIS).refusal()).isEmpty();
  }

  @Test
  void aTopicThatWasMadeAgainIsReadFromItsBeginning() {
    assertThat(refusal(basis(Definitions.SAMPLE, "raw-2", "letters", 60_000L)))
        .isEqualTo("a topic was made again");
    assertThat(refusal(basis(Definitions.SAMPLE, "raw", "letters-2", 60_000L)))
        .isEqualTo("a topic was made again");
    assertThat(refusal(basis(Definitions.SAMPLE, "raw", null, 60_000L)))
        .isEqualTo("a topic was made again");
  }

  @Test
  void aTopicOfDeadLettersMayHaveBeenMadeSince() {
    file.write(basis(Definitions.SAMPLE, "raw", null, 60_000L), HELD, counts());

    assertThat(file.read(BASIS).audit()).isPresent();
  }

  @Test
  void otherTimeLimitsCountOtherwise() {
    assertThat(refusal(basis(Definitions.SAMPLE, "raw", "letters", null)))
        .isEqualTo("--earliest or --max-ahead is another one");
  }

  @Test
  void aDefinitionThatCountsOtherwiseIsAnotherOneAndAnotherUnitIsNot() {
    String watermark = Definitions.SAMPLE.replace("watermark: 3 minutes", "watermark: 4 minutes");
    String unit = Definitions.SAMPLE.replace("unit: °C", "unit: K");

    assertThat(of(watermark).read(basis(watermark, "raw", "letters", 60_000L)).refusal())
        .contains("the definition has changed");
    assertThat(of(unit).read(basis(unit, "raw", "letters", 60_000L)).audit()).isPresent();
  }

  @Test
  void aFileOfAnotherFormatIsNotUsed() throws IOException {
    String text = text();
    rewrite(text.replace("\"format\":1", "\"format\":2"));
    assertThat(refusal(BASIS)).isEqualTo("another release has written " + path);
    rewrite(text);
    assertThat(file.read(BASIS).audit()).isPresent();
  }

  @Test
  void aDamagedFileIsNotUsed() throws IOException {
    String text = text();
    byte[] whole = Files.readAllBytes(path);
    for (int length = 0; length < whole.length; length++) {
      Files.write(path, Arrays.copyOf(whole, length));
      assertThat(refusal(BASIS)).as("%d bytes", length).startsWith(path + " cannot be read: ");
    }
    // the checksum is at the end of the file
    for (int at = whole.length - 8; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 1;
      Files.write(path, damaged);
      assertThat(refusal(BASIS)).startsWith(path + " cannot be read: ");
    }
    rewrite(text.replaceFirst("\"filtered\":\\d+,", ""));
    assertThat(refusal(BASIS)).startsWith(path + " cannot be read: ").contains("filtered");
  }

  @Test
  void afterAWriteThatFailedTheErrorSaysWhatFollows() throws IOException {
    Path blocked = Files.createFile(folder.resolve("blocked"));
    LastAuditFile there =
        new LastAuditFile(blocked, Definitions.sample(), Definitions.SAMPLE, "sample-aggregated");

    assertThatThrownBy(() -> there.write(BASIS, HELD, counts()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("the next audit reads what this one has read; name a folder with");
  }

  private String refusal(LastAudit.Basis now) {
    LastAuditFile.Content content = file.read(now);
    assertThat(content.audit()).isEmpty();
    return content.refusal().orElseThrow();
  }

  private LastAuditFile of(String text) {
    StreamDefinition definition = DefinitionReader.parse(text, "sample");
    return new LastAuditFile(folder, definition, text, "sample-aggregated");
  }

  private String text() throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(path))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void rewrite(String text) throws IOException {
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(path))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static LastAudit.Basis basis(
      String definition, String rawTopic, String letters, Long maxAhead) {
    return new LastAudit.Basis(definition, rawTopic, "aggregated", letters, 0, maxAhead);
  }

  private static TopicCounts counts() {
    Progress progress = new Progress(Map.of(0, 0L), Map.of(0, 12L), Map.of(0, 11L));
    TreeMap<Long, Long> windows = new TreeMap<>(Map.of(-60_000L, 3L, 60_000L, 1L));
    BigDecimal sum = new BigDecimal("1234567890123456789012345678901234567890.10");
    TopicCounts.Arrival arrival =
        new TopicCounts.Arrival(windows, Long.MIN_VALUE, 7, Map.of(9L, 1L));
    return new TopicCounts(
        new TopicCounts.Raw(
            progress,
            Map.of(0, 0L),
            List.of(new RawCount.Partition(0, 0, 10, 9, 1, 1)),
            new TreeMap<>(Map.of(60_000L, new PaneTotals.Totals(8, Map.of("temp", sum)))),
            windows,
            windows,
            windows,
            windows,
            1,
            2,
            true,
            new TopicCounts.Bound(
                List.of(new TopicCounts.PartitionBound(5, -1, true)), windows, arrival, null),
            new TopicCounts.Lateness(
                Map.of(0, 5L),
                new TreeMap<>(Map.of(3, 1L)),
                new TreeMap<>(),
                7,
                3,
                7,
                Long.MIN_VALUE,
                5)),
        new TopicCounts.Aggregated(
            progress,
            new TreeMap<>(Map.of(60_000L, new TopicCounts.Window(8, 2, Map.of("temp", sum))))),
        new TopicCounts.DeadLetters(
            progress,
            2,
            1,
            0,
            Map.of("not JSON", new RefusalReasons.Reason("not JSON", 1, 0, 3, null))));
  }
}
