package io.tidemark.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UsageError;
import io.tidemark.generator.GeneratorOptions.ClockKind;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class GeneratorOptionsTest {
  @Command
  static final class Sample {
    @Mixin GeneratorOptions options;
  }

  private static GeneratorOptions parse(String... args) {
    Sample sample = new Sample();
    new CommandLine(sample)
        .registerConverter(Duration.class, io.tidemark.model.Durations::parse)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(args);
    return sample.options;
  }

  @Test
  void theDefaultsAreAFleetOf200ForAQuarterOfAnHour() {
    GeneratorOptions options = parse().withDefaultClock(ClockKind.WALL);
    options.check();
    assertThat(options.entities).isEqualTo(200);
    assertThat(options.interval).isEqualTo(Duration.ofSeconds(5));
    assertThat(options.duration).isEqualTo(Duration.ofMinutes(15));
    assertThat(options.rate).isZero();
    assertThat(options.seed).isEqualTo(1);
    assertThat(options.clock).isEqualTo(ClockKind.WALL);
    assertThat(options.speedUp).isEqualTo(30);
    assertThat(options.start).isNull();
    assertThat(options.ledgers).isEqualTo(Path.of(".tidemark/ledgers"));
  }

  @Test
  void aClockThatIsNamedIsNotReplaced() {
    assertThat(parse("--clock", "simulated").withDefaultClock(ClockKind.WALL).clock)
        .isEqualTo(ClockKind.SIMULATED);
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
  void aValueOutOfRangeIsToldWithItsOption(String option, String value) {
    GeneratorOptions options = parse(option, value).withDefaultClock(ClockKind.WALL);
    assertThatThrownBy(options::check)
        .isInstanceOf(UsageError.class)
        .hasMessageStartingWith(option);
  }
}
