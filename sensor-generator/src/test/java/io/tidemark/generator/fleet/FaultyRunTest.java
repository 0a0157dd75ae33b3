package io.tidemark.generator.fleet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.tidemark.cli.UsageError;
import io.tidemark.generator.GenerateCommand;
import io.tidemark.generator.GeneratorStreams;
import io.tidemark.generator.TypedOptions;
import io.tidemark.generator.fleet.RecordedRun.Sent;
import io.tidemark.generator.run.KafkaDestination;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.ledger.RunLedger;
import io.tidemark.model.ledger.RunLedger.PartitionEntry;
import io.tidemark.model.ledger.RunLedger.WindowEntry;
import io.tidemark.model.record.RawEncoder;
import io.tidemark.testing.KnownSchemas;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FaultyRunTest {
  /** 36,000 readings of 200 entities in 15 minutes. */
  private static final String PLAIN = "--start 2026-01-01T00:00:00Z --seed 3";

  private static final String ALL =
      PLAIN
          + " --late 2% --out-of-order 5% --duplicated 3% --malformed 4% --far-future 1%"
          + " --silent 10%";

  static Stream<StreamDefinition> definitions() {
    return Stream.of(
        GeneratorStreams.FLEET,
        GeneratorStreams.MIXED,
        GeneratorStreams.TEXTS,
        GeneratorStreams.ONCE,
        GeneratorStreams.CHOOSY,
        GeneratorStreams.CHOOSY_ONCE,
        KnownSchemas.avro(GeneratorStreams.MIXED),
        KnownSchemas.avro(GeneratorStreams.CHOOSY_ONCE));
  }

  @Test
  void withoutFaultsTheBytesAreThoseThatTheFleetMeasures() {
    StreamDefinition.Raw raw = GeneratorStreams.FLEET.raw();
    Timetable timetable = new Timetable(200, Duration.ofSeconds(5), Duration.ofMinutes(15));
    Fleet fleet = new Fleet(raw, 200, 3);
    RawEncoder encoder = new RawEncoder(raw);
    Reading reading = raw.newReading();
    long start = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    List<String> expected = new ArrayList<>();
    for (int n = 0; n < 36_000; n++) {
      fleet.measure(n % 200, start + timetable.offsetMillis(n), reading);
      expected.add(n % 200 + " " + new String(encoder.encode(reading), UTF_8));
    }
    RecordedRun run = RecordedRun.of(GeneratorStreams.FLEET, PLAIN);
    assertThat(lines(run)).isEqualTo(expected);
    assertThat(run.ledger().faults()).isEqualTo(RunLedger.Faults.NONE);
    assertThat(run.ledger().settings()).doesNotContainKey("late");
  }

  @Test
  void theSameSeedGivesTheSameBytes() {
    List<String> bytes = lines(RecordedRun.of(GeneratorStreams.FLEET, ALL));
    assertThat(lines(RecordedRun.of(GeneratorStreams.FLEET, ALL))).isEqualTo(bytes);
    assertThat(lines(RecordedRun.of(GeneratorStreams.FLEET, ALL.replace("--seed 3", "--seed 4"))))
        .isNotEqualTo(bytes);
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void theLedgerIsWhatARecountFinds(StreamDefinition definition) {
    assertRecounted(RecordedRun.of(definition, ALL));
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void whatIsNotDeliveredIsInNoCount(StreamDefinition definition) {
    RecordedRun run = RecordedRun.of(definition, ALL, n -> n % 3 == 0 && n < 30_000);
    assertThat(run.ledger().failed()).isEqualTo(10_000);
    assertRecounted(run);
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void aReadingIsLostWhenBothOfItsCopiesAre(StreamDefinition definition) {
    LongPredicate refused = n -> n % 1_000 < 500;
    assertRecounted(RecordedRun.of(definition, ALL, refused));
  }

  @Test
  void readingsThatAreEqualByChanceCountOnceAsWell() {
    // every entity reports every millisecond, so one that is moved back meets another
    RecordedRun run =
        RecordedRun.of(
            GeneratorStreams.ONCE,
            "--entities 2 --interval 0 --duration 10s --out-of-order 20% --seed 5");
    long counted = run.ledger().windows().stream().mapToLong(WindowEntry::readings).sum();
    assertThat(run.ledger().sent()).isEqualTo(20_000);
    assertThat(counted).isLessThan(19_500);
    assertRecounted(run);
  }

  @Test
  void eachFaultOccursAtItsRate() {
    RunLedger ledger = RecordedRun.of(GeneratorStreams.FLEET, ALL).ledger();
    double readings = 0.9 * 36_000;
    // no reading can be late in the first 4 of the 15 minutes
    assertThat(ledger.faults().late() / (readings * 11 / 15)).isCloseTo(0.02, offset(0.003));
    assertThat(ledger.faults().outOfOrder() / readings).isCloseTo(0.05, offset(0.005));
    assertThat(ledger.faults().duplicated() / (readings * 0.95)).isCloseTo(0.03, offset(0.004));
    assertThat(ledger.faults().farFuture() / readings).isCloseTo(0.01, offset(0.002));
    Map<String, Long> malformed = ledger.faults().malformed();
    assertThat(malformed)
        .containsOnlyKeys(
            "not_json",
            "truncated",
            "wrong_type",
            "missing_field",
            "not_utf8",
            "out_of_range",
            "too_many_decimals");
    assertThat(malformed.values())
        .allSatisfy(ofAKind -> assertThat(ofAKind / readings).isCloseTo(0.04 / 7, offset(0.0008)));
    assertThat(ledger.settings())
        .containsEntry("late", "0.02")
        .containsEntry("out-of-order", "0.05")
        .containsEntry("duplicated", "0.03")
        .containsEntry("malformed", "0.04")
        .containsEntry("far-future", "0.01")
        .containsEntry("silent", "0.1");
  }

  @Test
  void aSilentEntitySendsNothingAndChangesNothingForTheOthers() {
    List<String> whole = lines(RecordedRun.of(GeneratorStreams.FLEET, PLAIN));
    RecordedRun run = RecordedRun.of(GeneratorStreams.FLEET, PLAIN + " --silent 25%");
    List<String> rest = lines(run);
    Set<String> keys = rest.stream().map(FaultyRunTest::key).collect(Collectors.toSet());
    assertThat(keys).hasSize(150);
    assertThat(run.ledger().faults().silentEntities()).isEqualTo(50);
    assertThat(rest).isEqualTo(whole.stream().filter(line -> keys.contains(key(line))).toList());
    assertThat(RecordedRun.of(GeneratorStreams.FLEET, PLAIN + " --silent 1").sent()).isEmpty();
  }

  @Test
  void whatIsMalformedKeepsItsKey() {
    List<String> keys =
        lines(RecordedRun.of(GeneratorStreams.FLEET, PLAIN)).stream()
            .map(FaultyRunTest::key)
            .toList();
    assertThat(
            lines(RecordedRun.of(GeneratorStreams.FLEET, PLAIN + " --malformed 1")).stream()
                .map(FaultyRunTest::key))
        .containsExactlyElementsOf(keys);
  }

  @Test
  void nothingIsLateWhenTheRunIsTooShortForIt() {
    RecordedRun run = RecordedRun.of(GeneratorStreams.FLEET, PLAIN + " --duration 4m --late 1");
    assertThat(run.ledger().faults().late()).isZero();
    assertThat(lines(run))
        .isEqualTo(lines(RecordedRun.of(GeneratorStreams.FLEET, PLAIN + " --duration 4m")));
  }

  @Test
  void nothingComesBeforeTheStartOfTheRun() {
    RecordedRun run =
        RecordedRun.of(
            GeneratorStreams.FLEET,
            PLAIN.replace("00:00:00", "00:00:30") + " --late 0.5 --out-of-order .5");
    assertThat(run.ledger().windows().get(0).windowStart()).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(run.readings())
        .allSatisfy(sent -> assertThat(time(sent)).isGreaterThanOrEqualTo("1767225630000"));
  }

  @Test
  void theClosingHeartbeatIgnoresTheFarFuture() {
    RecordedRun run = RecordedRun.of(GeneratorStreams.FLEET, ALL);
    long closed = Instant.parse("2026-01-01T00:18:00Z").toEpochMilli();
    assertThat(run.heartbeats())
        .hasSize(2)
        .allSatisfy(
            sent ->
                assertThat(new String(sent.value(), UTF_8))
                    .isEqualTo("{\"time\":" + closed + ",\"heartbeat\":true}"));
  }

  @Test
  void aStreamWithAWatermarkOfZeroCanHaveNothingOutOfOrder() {
    assertThatThrownBy(
            () ->
                new FleetRun(
                    GeneratorStreams.IMPATIENT,
                    TypedOptions.simulated("--out-of-order 1%"),
                    new KafkaDestination(new Properties()),
                    line -> {}))
        .isInstanceOf(UsageError.class)
        .hasMessageStartingWith("--out-of-order: expected a stream with a watermark");
    assertRecounted(RecordedRun.of(GeneratorStreams.IMPATIENT, PLAIN + " --late 10%"));
  }

  @Test
  void theSummaryListsTheRequestedFaultsInOneLine() {
    Path file = Path.of("ledger.json");
    RecordedRun run = RecordedRun.of(GeneratorStreams.FLEET, ALL);
    RunLedger.Faults faults = run.ledger().faults();
    assertThat(GenerateCommand.summary(run.outcome(), file).lines().toList().get(1))
        .isEqualTo(
            "on purpose: %d late, %,d out of order, %d duplicated, %,d malformed,"
                    .formatted(
                        faults.late(),
                        faults.outOfOrder(),
                        faults.duplicated(),
                        faults.dead() - faults.farFuture())
                + " %d far in the future, 20 entities silent".formatted(faults.farFuture()));
    assertThat(
            GenerateCommand.summary(
                RecordedRun.of(GeneratorStreams.FLEET, "--duration 1m --late 1%").outcome(), file))
        .contains("on purpose: 0 late" + System.lineSeparator());
    assertThat(
            GenerateCommand.summary(
                RecordedRun.of(GeneratorStreams.FLEET, "--duration 1m").outcome(), file))
        .hasLineCount(2);
  }

  private static void assertRecounted(RecordedRun run) {
    RunLedger ledger = run.ledger();
    RecountedRun recount = new RecountedRun(run);
    RunLedger.Faults faults = ledger.faults();
    assertThat(ledger.sent()).isEqualTo(recount.acknowledged).isPositive();
    assertThat(ledger.sent() + ledger.failed()).isEqualTo(run.readings().size());
    assertThat(ledger.partitions().stream().mapToLong(PartitionEntry::readings).sum())
        .isEqualTo(recount.acknowledged);
    assertThat(faults.late()).isEqualTo(recount.late);
    assertThat(faults.outOfOrder()).isEqualTo(recount.outOfOrder);
    assertThat(faults.duplicated()).isEqualTo(recount.duplicated);
    assertThat(faults.farFuture()).isEqualTo(recount.farFuture);
    assertThat(faults.dead()).isEqualTo(recount.farFuture + recount.malformed);
    assertThat(ledger.filtered()).isEqualTo(recount.filtered);
    assertThat(ledger.windows()).isEqualTo(recount.windows());
  }

  /** Key and value of every reading, decoded without loss: different bytes stay different. */
  private static List<String> lines(RecordedRun run) {
    return run.readings().stream()
        .map(sent -> new String(sent.key(), UTF_8) + " " + new String(sent.value(), ISO_8859_1))
        .toList();
  }

  private static String key(String line) {
    return line.substring(0, line.indexOf(' '));
  }

  /** The event time in the fleet's record, 13 digits. */
  private static String time(Sent sent) {
    return new String(sent.value(), UTF_8).substring(8, 21);
  }
}
