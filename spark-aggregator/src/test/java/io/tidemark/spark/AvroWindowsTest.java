package io.tidemark.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.kafka.DeadLetter;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.encoding.SchemaSource;
import io.tidemark.model.encoding.Schemas;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.RawDecoder;
import io.tidemark.model.record.TimeLimits;
import io.tidemark.model.yaml.DefinitionReader;
import io.tidemark.spark.decode.DeadLetterSink;
import io.tidemark.testing.KnownSchemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The job with records in Avro. */
class AvroWindowsTest {
  private static final Path STREAMS = Path.of("../streams");
  private static final DeadLetterSink LETTERS = new InMemoryDeadLetters(false);
  private static final StreamDefinition SALES =
      KnownSchemas.bound(DefinitionReader.read(STREAMS.resolve("sales-avro.yaml")));

  @BeforeEach
  void empty() {
    InMemoryDeadLetters.empty();
  }

  private static List<byte[]> golden() throws IOException {
    return Files.readAllLines(STREAMS.resolve("golden/sales-avro-raw.hex")).stream()
        .map(line -> HexFormat.of().parseHex(line.substring(line.indexOf('\t') + 1)))
        .toList();
  }

  private static List<String> windows(List<byte[]> records, StreamDefinition definition) {
    return LocalSpark.windows(LocalSpark.batchOfBytes(records), definition, LETTERS)
        .collectAsList()
        .stream()
        .map(Row::toString)
        .sorted()
        .toList();
  }

  @Test
  void theWindowsAreThoseOfTheSameReadingsInJson() throws IOException {
    StreamDefinition sales = DefinitionReader.read(STREAMS.resolve("sales.yaml"));
    List<byte[]> json =
        Files.readAllLines(STREAMS.resolve("golden/sales-raw.jsonl")).stream()
            .map(line -> line.substring(line.indexOf('\t') + 1).getBytes())
            .toList();
    assertThat(windows(golden(), SALES)).isEqualTo(windows(json, sales)).hasSizeGreaterThan(1);
    assertThat(InMemoryDeadLetters.KEPT).isEmpty();
  }

  @Test
  void whatIsNoReadingIsADeadLetterWithItsReason() throws IOException {
    byte[] frame = golden().get(0);
    byte[] unknown = frame.clone();
    unknown[4] = 9;
    windows(
        Arrays.asList(
            frame,
            null,
            "{\"sale_amount\":1}".getBytes(),
            unknown,
            Arrays.copyOf(frame, 9),
            Arrays.copyOf(frame, frame.length + 1)),
        SALES);
    assertThat(InMemoryDeadLetters.KEPT)
        .extracting(DeadLetter::reason)
        .containsExactly(
            "empty",
            "not a frame of Avro: expected the first byte 0",
            "the registry has no schema of the frame's id",
            "the frame ends inside a value",
            "found bytes behind the record");
  }

  /** A registry that does not answer. */
  private record Unreachable() implements SchemaSource {
    private static final long serialVersionUID = 1L;

    @Override
    public String schema(int id) {
      throw new IllegalStateException("the registry does not answer");
    }
  }

  @Test
  void aRegistryThatDoesNotAnswerFailsTheTaskAndMakesNoDeadLetter() throws IOException {
    List<byte[]> records = new ArrayList<>(List.of("NO SIGNAL".getBytes()));
    records.addAll(golden());
    assertThatThrownBy(() -> windows(records, SALES.with(new Schemas(new Unreachable(), null))))
        .hasStackTraceContaining("the registry does not answer");
    assertThat(InMemoryDeadLetters.KEPT).isEmpty();
    windows(records, SALES);
    assertThat(InMemoryDeadLetters.KEPT).hasSize(1);
  }

  @Test
  void ofTwentyThousandMutatedFramesEachIsCountedOrADeadLetter() throws IOException {
    Random random = new Random(1);
    List<byte[]> golden = golden();
    List<byte[]> records = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      byte[] frame = golden.get(random.nextInt(golden.size())).clone();
      frame[random.nextInt(frame.length)] ^= (byte) (1 + random.nextInt(0xFF));
      records.add(
          random.nextInt(4) == 0 ? Arrays.copyOf(frame, random.nextInt(frame.length + 3)) : frame);
    }
    long counted =
        LocalSpark.windows(LocalSpark.batchOfBytes(records), SALES, LETTERS)
            .collectAsList()
            .stream()
            .mapToLong(row -> row.getAs("sales"))
            .sum();
    long heartbeats = heartbeats(records);
    assertThat(counted).isGreaterThan(1_000);
    assertThat(InMemoryDeadLetters.KEPT).hasSizeGreaterThan(5_000);
    assertThat(counted + heartbeats + InMemoryDeadLetters.KEPT.size()).isEqualTo(records.size());
  }

  private static long heartbeats(List<byte[]> records) {
    RawDecoder decoder = new RawDecoder(SALES.raw());
    TimeLimits.Check limits = LocalSpark.ANY_PAST.check(SALES);
    Reading reading = SALES.raw().newReading();
    long now = System.currentTimeMillis();
    return records.stream()
        .filter(record -> decoder.decode(record, now, reading) == null)
        .filter(record -> reading.heartbeat() && limits.problem(reading, now, now) == null)
        .count();
  }
}
