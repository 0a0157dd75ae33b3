package io.tidemark.generator.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UsageError;
import io.tidemark.generator.GeneratorStreams;
import io.tidemark.generator.TypedOptions;
import io.tidemark.generator.options.GeneratorOptions.ClockKind;
import io.tidemark.model.record.TimeLimits;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingOptionsTest {
  private static GeneratorOptions parse(String... args) {
    return TypedOptions.parse(args).withDefaultClock(ClockKind.WALL);
  }

  @Test
  void aRecordingIsReplayedAtItsOwnPaceByDefault() {
    GeneratorOptions options = parse("--from", "-");
    options.check(GeneratorStreams.FLEET);
    assertThat(options.speedUp).isEqualTo(1);
    assertThat(options.recording.fromStandardInput()).isTrue();
    assertThat(options.possibleTimes(Instant.now())).isEqualTo(TimeLimits.DEFAULT);
    assertThat(parse("--from", "a.csv", "--speed-up", "0").speedUp).isZero();
    assertThat(parse("--from=a.csv", "--max-ahead=off").possibleTimes(Instant.now()).maxAhead())
        .isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--entities=1",
        "--entities=200",
        "--interval=1s",
        "--duration=1m",
        "--seed=1",
        "--clock=wall",
        "--start=2026-01-01T00:00:00Z",
        "--late=0",
        "--out-of-order=0",
        "--duplicated=0",
        "--malformed=1%",
        "--far-future=0",
        "--silent=0",
      })
  void anOptionOfAFleetConflictsWithARecording(String option) {
    GeneratorOptions options = TypedOptions.parse("--from", "a.csv", option);
    options.clock = ClockKind.SIMULATED;
    assertThatThrownBy(() -> options.check(GeneratorStreams.FLEET))
        .isInstanceOf(UsageError.class)
        .hasMessageStartingWith(option.replaceFirst("=.*", ": expected nothing of a simulated"));
  }

  @Test
  void anOptionOfAFleetConflictsFromTheEnvironmentToo() {
    Map<String, String> environment = Map.of("--entities", "5");
    assertThatThrownBy(
            () ->
                TypedOptions.parse(environment, "--from", "a.csv")
                    .withDefaultClock(ClockKind.WALL)
                    .check(GeneratorStreams.FLEET))
        .isInstanceOf(UsageError.class)
        .hasMessageStartingWith("--entities: ");
  }

  @Test
  void anOptionOfARecordingConflictsFromTheEnvironmentToo() {
    assertThatThrownBy(
            () ->
                TypedOptions.parse(Map.of("--columns", "a,b"))
                    .withDefaultClock(ClockKind.WALL)
                    .check(GeneratorStreams.FLEET))
        .isInstanceOf(UsageError.class)
        .hasMessageStartingWith("--columns: expected --from");
  }

  @Test
  void timeLimitsForTheJobAndTheAuditMayBeInTheEnvironment() {
    assertThatCode(
            () ->
                TypedOptions.parse(
                        Map.of("--max-ahead", "2m", "--earliest", "2026-01-01T00:00:00Z"))
                    .withDefaultClock(ClockKind.WALL)
                    .check(GeneratorStreams.FLEET))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--format=csv",
        "--separator=;",
        "--columns=a",
        "--charset=UTF-8",
        "--max-refused=1%",
        "--max-ahead=1h",
        "--earliest=2026-01-01T00:00:00Z"
      })
  void anOptionOfARecordingRequiresARecording(String option) {
    GeneratorOptions options = parse(option);
    assertThatThrownBy(() -> options.check(GeneratorStreams.FLEET))
        .isInstanceOf(UsageError.class)
        .hasMessageStartingWith(option.replaceFirst("=.*", ": expected --from"));
  }

  @ParameterizedTest
  @CsvSource({"';', ;", "\\t, '\t'", "|, |", "' ', ' '"})
  void aSeparatorIsOneCharacter(String typed, char separator) {
    GeneratorOptions options = parse("--from=-", "--separator=" + typed);
    options.check(GeneratorStreams.FLEET);
    assertThat(options.recording.separator(',')).isEqualTo(separator);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ";;", "\"", "\n", "¦", "\\n"})
  void anInvalidSeparatorIsReportedWithItsOption(String typed) {
    GeneratorOptions options = parse("--from=-", "--separator=" + typed);
    assertThatThrownBy(() -> options.check(GeneratorStreams.FLEET))
        .isInstanceOf(UsageError.class)
        .hasMessageStartingWith("--separator: expected one ASCII character");
  }

  @Test
  void invalidTimeLimitsAreReportedBeforeAnythingIsSent() {
    GeneratorOptions options = parse("--from=-", "--max-ahead=soon");
    assertThatThrownBy(() -> options.check(GeneratorStreams.FLEET))
        .isInstanceOf(UsageError.class)
        .hasMessageStartingWith("--max-ahead: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"utf9", "", "latin 1"})
  void anUnknownCharacterSetIsReportedWithItsOption(String typed) {
    GeneratorOptions options = parse("--from=-", "--charset=" + typed);
    assertThatThrownBy(() -> options.check(GeneratorStreams.FLEET))
        .isInstanceOf(UsageError.class)
        .hasMessageStartingWith("--charset: expected the name of a character set, such as UTF-8");
  }

  @Test
  void halfOfTheRecordsMayBeRefusedByDefault() {
    assertThat(parse("--from=-").recording.maxRefused).isEqualByComparingTo("0.5");
    assertThat(parse("--from=-", "--max-refused=5%").recording.maxRefused)
        .isEqualByComparingTo("0.05");
    assertThatThrownBy(() -> parse("--from=-", "--max-refused=50"))
        .hasMessageContaining("expected a rate from 0 to 1 such as 0.01 or 1%");
  }

  @Test
  void theEarliestEventTimeIsGivenByAnOptionOrTheEnvironment() {
    String time = "1970-01-01T00:00:00Z";
    assertThat(parse("--from=-").recording.hasEarliest()).isFalse();
    assertThat(parse("--from=-", "--earliest=" + time).recording.hasEarliest()).isTrue();
    assertThat(TypedOptions.parse(Map.of("--earliest", time), "--from=-").recording.hasEarliest())
        .isTrue();
  }
}
