package io.tidemark.generator.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.tidemark.cli.UsageError;
import io.tidemark.generator.GeneratorStreams;
import io.tidemark.generator.TypedOptions;
import io.tidemark.generator.options.GeneratorOptions.ClockKind;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.record.TimeLimits;
import io.tidemark.model.yaml.DefinitionReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.ParameterException;

class GeneratorOptionsTest {
  private static GeneratorOptions parse(String... args) {
    return TypedOptions.parse(args);
  }

  @Test
  void theDefaultsAreAFleetOf200ForAQuarterOfAnHour() {
    GeneratorOptions options = parse().withDefaultClock(ClockKind.WALL);
    options.check(GeneratorStreams.FLEET);
    assertThat(options.entities).isEqualTo(200);
    assertThat(options.interval).isEqualTo(Duration.ofSeconds(5));
    assertThat(options.duration).isEqualTo(Duration.ofMinutes(15));
    assertThat(options.rate).isZero();
    assertThat(options.seed).isEqualTo(1);
    assertThat(options.clock).isEqualTo(ClockKind.WALL);
    assertThat(options.speedUp).isEqualTo(30);
    assertThat(options.start).isNull();
    assertThat(options.ledgers()).isEqualTo(Path.of(".tidemark/ledgers"));
    assertThat(options.faults.settings()).as("nothing goes wrong on purpose").isEmpty();
  }

  @Test
  void unsetOptionsComeFromTheDefinition() {
    StreamDefinition lines = DefinitionReader.read(Path.of("../streams/lineorder.yaml"));
    GeneratorOptions options = parse("--entities", "7").withDefaultClock(ClockKind.SIMULATED);
    options.check(lines);
    assertThat(options.entities).isEqualTo(7);
    assertThat(options.interval).isEqualTo(Duration.ofDays(1));
    assertThat(options.duration).isEqualTo(Duration.ofDays(60));
    assertThat(options.speedUp).isZero();
  }

  @Test
  void aClockThatIsNamedIsNotReplaced() {
    assertThat(parse("--clock", "simulated").withDefaultClock(ClockKind.WALL).clock)
        .isEqualTo(ClockKind.SIMULATED);
  }

  @Test
  void aSimulatedClockMayGoBefore1971AndAheadOfTheWallClock() {
    Instant now = Instant.parse("2026-06-01T00:00:00Z");
    TimeLimits early =
        parse("--clock=simulated", "--duration=15m", "--start=1969-12-31T23:00:00Z")
            .possibleTimes(now);
    assertThat(early.earliest()).isEqualTo(-3_600_000);
    assertThat(early.maxAhead()).isEqualTo(TimeLimits.DEFAULT.maxAhead());
    assertThat(
            parse("--clock=simulated", "--duration=15m", "--start=2027-01-01T00:00:00Z")
                .possibleTimes(now))
        .isEqualTo(new TimeLimits(TimeLimits.DEFAULT.earliest(), null));
  }

  @ParameterizedTest
  @CsvSource({
    "--entities, 0",
    "--entities, 10000001",
    "--duration, 0",
    "--rate, -1",
    "--speed-up, -1",
    "--speed-up, NaN",
    "--start, 2026-01-01T00:00:00Z",
  })
  void aValueOutOfRangeIsReportedWithItsOption(String option, String value) {
    GeneratorOptions options = parse(option, value).withDefaultClock(ClockKind.WALL);
    assertThatThrownBy(() -> options.check(GeneratorStreams.FLEET))
        .isInstanceOf(UsageError.class)
        .hasMessageStartingWith(option);
  }

  @Test
  void aRateIsWrittenAsAShareOrInPercent() {
    assertThat(parse("--late", "0.01").faults.settings()).containsExactly(entry("late", "0.01"));
    assertThat(parse("--late", "1%").faults.settings()).containsExactly(entry("late", "0.01"));
    assertThat(parse("--silent=100%").faults.settings()).containsExactly(entry("silent", "1"));
    assertThat(parse("--duplicated", "0.0%").faults.settings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "--late, 1.01",
    "--out-of-order, -0.1",
    "--duplicated, 101%",
    "--malformed, some",
    "--far-future, NaN",
    "--silent, %",
  })
  void anInvalidRateIsReportedWithItsOption(String option, String value) {
    assertThatThrownBy(() -> parse(option + "=" + value))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining(option)
        .hasMessageContaining("expected a rate from 0 to 1 such as 0.01 or 1%, found '" + value);
  }

  @Test
  void aReadingHasOneFaultAtMost() {
    parse("--late=0.1", "--out-of-order=0.2", "--malformed=0.3", "--far-future=0.4")
        .withDefaultClock(ClockKind.WALL)
        .check(GeneratorStreams.FLEET);
    GeneratorOptions options =
        parse("--late=0.1", "--out-of-order=0.2", "--malformed=0.3", "--far-future=0.401")
            .withDefaultClock(ClockKind.WALL);
    assertThatThrownBy(() -> options.check(GeneratorStreams.FLEET))
        .isInstanceOf(UsageError.class)
        .hasMessageContaining("--late, --out-of-order, --malformed, --far-future")
        .hasMessageEndingWith("found 1.001");
  }

  @Test
  void aDemoReplaysARecordingAsFastAsItCanUnlessToldOtherwise() {
    StreamDefinition stream = GeneratorStreams.FLEET;

    assertThat(parse("--from", "a.csv").forDemo().forStream(stream).speedUp).isZero();
    assertThat(parse("--from", "a.csv", "--speed-up", "60").forDemo().forStream(stream).speedUp)
        .isEqualTo(60);
    assertThat(parse("--from", "a.csv").forStream(stream).speedUp).isEqualTo(1);
  }
}
