package io.tidemark.spark.decode;

import static io.tidemark.spark.InMemoryDeadLetters.KEPT;
import static io.tidemark.spark.Samples.definition;
import static io.tidemark.spark.Samples.heartbeat;
import static io.tidemark.spark.Samples.reading;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.kafka.DeadLetter;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.spark.InMemoryDeadLetters;
import io.tidemark.spark.LocalSpark;
import io.tidemark.spark.window.Fuzz;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeadLetterSinkTest {
  private static final StreamDefinition MINUTES = definition("1 minute", "3 minutes", "[entity]");

  @BeforeEach
  void empty() {
    InMemoryDeadLetters.empty();
  }

  @Test
  void whatCannotBeReadIsKeptWithItsBytesItsPlaceAndTheReason() {
    long readings = count(bytes(reading(1, "12:00:00", "1"), "{\"time\":", heartbeat("12:05:00")));
    assertThat(readings).isEqualTo(1);
    assertThat(KEPT)
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.topic()).isEqualTo("sample-raw");
              assertThat(letter.partition()).isZero();
              assertThat(letter.offset()).isEqualTo(1);
              assertThat(letter.reason()).startsWith("not JSON");
              assertThat(letter.value()).isEqualTo(bytes("{\"time\":").get(0));
            });
  }

  @Test
  void aReadingOfTheFarFutureIsKeptAndSoIsSuchAHeartbeat() {
    String far = "{\"time\":32503680000000,\"heartbeat\":true}";
    assertThat(count(bytes(reading(1, 32503680000000L, "1"), far))).isZero();
    assertThat(KEPT)
        .extracting(DeadLetter::reason)
        .containsExactly(
            "event time: more than 1m ahead of its arrival",
            "event time: more than 1m ahead of its arrival");
  }

  @Test
  void theTaskFailsWhenALetterCannotBeKept() {
    assertThatThrownBy(() -> count(bytes("nonsense"), new InMemoryDeadLetters(true)))
        .hasStackTraceContaining("the letters could not be kept");
    assertThat(InMemoryDeadLetters.OPENED).hasValue(1);
    assertThat(InMemoryDeadLetters.OPEN).hasValue(0);
  }

  @Test
  void aTaskWithoutLettersOpensNoOutbox() {
    assertThat(count(bytes(reading(1, "12:00:00", "1")), new InMemoryDeadLetters(true)))
        .isEqualTo(1);
    assertThat(InMemoryDeadLetters.OPENED).hasValue(0);
  }

  @Test
  void aTaskThatFailsDoesNotWaitForItsLettersAndWhenItIsDoneAgainTheyAreKept() {
    UDF1<Long, Long> fail =
        time -> {
          throw new IllegalStateException("no luck");
        };
    Dataset<Row> decoded =
        decode(bytes("nonsense", reading(1, "12:00:00", "1")), new InMemoryDeadLetters(false));
    assertThatThrownBy(
            () -> decoded.select(udf(fail, DataTypes.LongType).apply(col("time"))).collectAsList())
        .hasStackTraceContaining("no luck");
    assertThat(InMemoryDeadLetters.OPENED).hasValue(1);
    assertThat(InMemoryDeadLetters.OPEN).hasValue(0);
    assertThat(KEPT).isEmpty();
    decoded.collectAsList();
    assertThat(KEPT).hasSize(1);
    assertThat(InMemoryDeadLetters.OPEN).hasValue(0);
  }

  @Test
  void lettersAreCounted() {
    LongAccumulator count = LocalSpark.SESSION.sparkContext().longAccumulator();
    count(
        bytes("nonsense", "[]"), new CountingDeadLetterSink(new InMemoryDeadLetters(false), count));
    assertThat(count.value()).isEqualTo(2);
    assertThat(KEPT).hasSize(2);
  }

  @Test
  void ofAHundredThousandRandomAndMutatedRecordsEachIsAReadingAHeartbeatOrADeadLetter() {
    List<byte[]> records = Fuzz.records(new Random(3), 100_000);
    Dataset<Row> decoded = decode(records, new InMemoryDeadLetters(false));
    long heartbeats = decoded.where(RawReadings.HEARTBEAT).count();
    KEPT.clear();
    long readings = count(records);
    assertThat(readings + heartbeats + KEPT.size()).isEqualTo(100_000);
    assertThat(KEPT.stream().map(DeadLetter::offset).distinct()).hasSize(KEPT.size());
    assertThat(readings).isBetween(5_000L, 60_000L);
    assertThat(heartbeats).isPositive();
  }

  private static long count(List<byte[]> records) {
    return count(records, new InMemoryDeadLetters(false));
  }

  /** The readings of all windows. */
  private static long count(List<byte[]> records, DeadLetterSink deadLetters) {
    return LocalSpark.windows(LocalSpark.batchOfBytes(records), MINUTES, deadLetters)
        .select("readings")
        .collectAsList()
        .stream()
        .mapToLong(row -> row.getLong(0))
        .sum();
  }

  private static Dataset<Row> decode(List<byte[]> records, DeadLetterSink deadLetters) {
    return RawReadings.rows(
        ReadingInput.ofRecords(
            LocalSpark.batchOfBytes(records), MINUTES, LocalSpark.ANY_PAST, deadLetters),
        MINUTES);
  }

  private static List<byte[]> bytes(String... records) {
    return Arrays.stream(records).map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
  }
}
