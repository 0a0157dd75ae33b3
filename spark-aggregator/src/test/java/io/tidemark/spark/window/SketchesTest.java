package io.tidemark.spark.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.model.definition.Sketches;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.spark.LocalSpark;
import io.tidemark.spark.Samples;
import io.tidemark.testing.Definitions;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.Union;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.memory.Memory;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is different, quantiles and deviations, and how wrong the first two are on known data. */
class SketchesTest {
  private static final StreamDefinition VISITS =
      Definitions.read(
          """
          stream: visits
          raw:
            topic: visits-raw
            key: uid
            time: time
            fields:
              time: {type: timestamp}
              uid: {type: int}
              page: {type: string, simulate: {choice: [a, b]}}
              took: {type: decimal, scale: 3, simulate: {uniform: {min: 0, max: 9}}}
          aggregated:
            topic: visits-aggregated
            window: 1 minute
            watermark: 0
            measures:
              visits: count
              users: distinct(uid)
              pages: distinct(page)
              times: quantiles(took)
              spread: stddev(took)
          """);

  /** Users alone, so that a million of them take no time. */
  private static final StreamDefinition USERS =
      Definitions.read(
          """
          stream: users
          raw:
            topic: users-raw
            key: uid
            time: time
            fields:
              time: {type: timestamp}
              uid: {type: int}
          aggregated:
            topic: users-aggregated
            window: 1 minute
            watermark: 0
            measures:
              visits: count
              users: distinct(uid)
          """);

  private static final int RUNS = 100;

  @ParameterizedTest(name = "{0} users")
  @ValueSource(ints = {10, 100, 1_000, 10_000, 100_000, 1_000_000})
  void theNumberOfUsersIsWithinItsBoundInNinetyNineOfAHundredRuns(int users) {
    assertThat(
            IntStream.range(0, RUNS)
                .parallel()
                .filter(seed -> isWithinBound(users, 1, seed))
                .count())
        .isGreaterThanOrEqualTo(99);
  }

  @ParameterizedTest(name = "{0} users")
  @ValueSource(ints = {10, 100, 1_000, 10_000, 100_000, 1_000_000})
  void mergedOverSixtyMinutesItIsAsGood(int users) {
    assertThat(
            IntStream.range(0, RUNS)
                .parallel()
                .filter(seed -> isWithinBound(users, 60, seed))
                .count())
        .isGreaterThanOrEqualTo(99);
  }

  /** Lets each user come once or twice, at random in one of so many minutes. */
  private static boolean isWithinBound(int users, int minutes, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    PaneAggregator open = new PaneAggregator(USERS);
    Reading reading = USERS.raw().newReading();
    for (int user = 0; user < users; user++) {
      reading.number(1, random.nextLong());
      for (int visit = user % 2; visit < 2; visit++) {
        reading.number(0, random.nextInt(minutes) * 60_000L);
        open.add(reading);
      }
    }
    Union union = new Union(Sketches.HLL_LOG2_REGISTERS);
    for (int minute = 0; minute < open.size(); minute++) {
      union.update(HllSketch.heapify((byte[]) open.state(minute, 0, 0)));
    }
    return Math.abs(union.getEstimate() - users) <= Sketches.DISTINCT_ERROR * users;
  }

  @Test
  void theSketchesOfAWindowTellOfAllItsReadings() {
    List<String> records = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      // so that every thousandth of 0 to 19,999 comes once, in another order
      records.add(visit(0, i % 3_000, "/" + i % 700, (i * 7_919L) % 20_000 + "e-3"));
    }
    Row row = window(records);
    HllSketch users = HllSketch.heapify(bytes(row, "users"));
    assertThat(users.getEstimate()).isCloseTo(3_000, within(3_000 * Sketches.DISTINCT_ERROR));
    assertThat(HllSketch.heapify(bytes(row, "pages")).getEstimate())
        .isCloseTo(700, within(700 * Sketches.DISTINCT_ERROR));
    KllDoublesSketch times = KllDoublesSketch.heapify(Memory.wrap(bytes(row, "times")));
    assertThat(times.getN()).isEqualTo(20_000);
    assertThat(times.getMinItem()).isEqualTo(0.0);
    assertThat(times.getMaxItem()).isEqualTo(19.999);
    for (double rank : new double[] {0.05, 0.5, 0.95, 0.99}) {
      assertThat(times.getQuantile(rank) / 20).isCloseTo(rank, within(Sketches.RANK_ERROR));
    }
  }

  @Test
  void whenReadingsThatComeAgainCountOnceTheSketchesAreTheSame() {
    List<String> records = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      records.add(visit(0, i % 90, "/" + i % 20, i + ""));
    }
    records.addAll(List.copyOf(records));
    Row row = LocalSpark.windows(LocalSpark.batch(records), Samples.deduplicated(VISITS)).first();
    assertThat(row.<Long>getAs("visits")).isEqualTo(500);
    assertThat(HllSketch.heapify(bytes(row, "users")).getEstimate()).isCloseTo(90, within(1e-3));
    assertThat(KllDoublesSketch.heapify(Memory.wrap(bytes(row, "times"))).getN()).isEqualTo(500);
  }

  @Test
  void anEmptyTextIsAValueToo() {
    Row row = window(List.of(visit(0, 1, "", "1"), visit(0, 2, "/", "1")));
    assertThat(HllSketch.heapify(bytes(row, "pages")).getEstimate()).isCloseTo(2, within(1e-3));
  }

  @Test
  void aDeviationIsExactToItsLastPlaceWhateverTheNumbers() {
    assertThat(spread("2", "4", "4", "4", "5", "5", "7", "9")).isEqualTo("2.1380899");
    assertThat(spread("1.5", "1.5", "1.5")).isEqualTo("0.0000000");
    assertThat(spread("-9223372036854775.808", "9223372036854775.807"))
        .isEqualTo("13043817825332782.2116425");
    assertThat(spread("9223372036854775.807", "9223372036854775.806")).isEqualTo("0.0007071");
    assertThat(spread("1")).isNull();
  }

  private static String spread(String... times) {
    BigDecimal spread =
        window(Arrays.stream(times).map(took -> visit(0, 1, "/", took)).toList()).getAs("spread");
    return spread == null ? null : spread.toPlainString();
  }

  private static Row window(List<String> records) {
    List<Row> rows = LocalSpark.windows(LocalSpark.batch(records), VISITS).collectAsList();
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }

  private static byte[] bytes(Row row, String column) {
    return Base64.getDecoder().decode(row.<String>getAs(column));
  }

  private static String visit(long time, int uid, String page, String took) {
    return "{\"time\":%d,\"uid\":%d,\"page\":\"%s\",\"took\":%s}".formatted(time, uid, page, took);
  }
}
