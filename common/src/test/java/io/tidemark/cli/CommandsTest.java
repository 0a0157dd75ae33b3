package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class CommandsTest {
  @Command(name = "sample", mixinStandardHelpOptions = true)
  static final class Sample implements Callable<Integer> {
    @Option(names = "--wait-time", defaultValue = "5s")
    Duration wait;

    @Option(names = "--start")
    Instant start;

    @Option(names = "--dry-run")
    boolean dryRun;

    RuntimeException failure;

    @Override
    public Integer call() {
      if (failure != null) {
        throw failure;
      }
      return 0;
    }
  }

  private final Sample sample = new Sample();
  private final StringWriter err = new StringWriter();
  private final CommandLine line = Commands.commandLine(sample).setErr(new PrintWriter(err));

  @Test
  void anOptionIsReadFromTheEnvironmentUnlessItIsTyped() {
    line.setDefaultValueProvider(new EnvironmentDefaults(Map.of("TIDEMARK_WAIT_TIME", "2m")));
    assertThat(line.execute()).isZero();
    assertThat(sample.wait).isEqualTo(Duration.ofMinutes(2));
    assertThat(line.execute("--wait-time", "7s")).isZero();
    assertThat(sample.wait).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void aTypedSwitchIsOnWhateverItsVariable() {
    for (String said : List.of("true", "false")) {
      line.setDefaultValueProvider(new EnvironmentDefaults(Map.of("TIDEMARK_DRY_RUN", said)));
      assertThat(line.execute()).isZero();
      assertThat(sample.dryRun).isEqualTo(Boolean.parseBoolean(said));
      assertThat(line.execute("--dry-run")).isZero();
      assertThat(sample.dryRun).as("with TIDEMARK_DRY_RUN=" + said).isTrue();
    }
  }

  @Test
  void aTimeWithoutAnOffsetIsUtc() {
    assertThat(line.execute("--start", "1969-12-31T23:50:00")).isZero();
    assertThat(sample.start).isEqualTo(Instant.ofEpochSecond(-600));
    assertThat(line.execute("--start", "1970-01-01T01:00:00+01:00")).isZero();
    assertThat(sample.start).isEqualTo(Instant.EPOCH);
  }

  @Test
  void everyCommandPrintsTheVersionOfTheProject() {
    StringWriter out = new StringWriter();
    assertThat(line.setOut(new PrintWriter(out)).execute("--version")).isZero();
    assertThat(out.toString().strip()).isEqualTo(new ProjectVersion().getVersion()[0]);
  }

  @Test
  void wrongUsageIsOneLineAndExitCode2() {
    assertThat(line.execute("--wait-time", "soon")).isEqualTo(2);
    assertThat(err.toString()).hasLineCount(1).contains("--wait-time", "'soon'", "sample --help");
    assertThat(line.execute("--nonsense")).isEqualTo(2);
  }

  @Test
  void aFailureIsOneLineAndItsOwnExitCode() {
    sample.failure = new UserError("no broker");
    assertThat(line.execute()).isEqualTo(1);
    assertThat(err).hasToString("sample: no broker" + System.lineSeparator());
    sample.failure = new UsageError("no such file");
    assertThat(line.execute()).isEqualTo(2);
  }

  @Test
  void anUnexpectedFailureHasNoStackTrace() {
    sample.failure = new IllegalStateException("first\nsecond");
    assertThat(line.execute()).isEqualTo(1);
    assertThat(err.toString()).hasLineCount(1).contains("IllegalStateException: first");
  }
}
