package io.tidemark.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.audit.station.WatermarkBound;
import io.tidemark.cli.Commands;
import io.tidemark.model.record.TimeLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class AuditCommandTest {
  @Test
  void hasTheseDefaults() {
    AuditCommand command = new AuditCommand();
    CommandLine line = new CommandLine(command);
    line.registerConverter(Duration.class, io.tidemark.model.definition.Durations::parse);
    line.registerConverter(Instant.class, Instant::parse);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.parseArgs();

    assertThat(command.ledgers.folder()).isEqualTo(Path.of(".tidemark/ledgers"));
    assertThat(command.audits.folder()).isEqualTo(Path.of(".tidemark/audits"));
    assertThat(command.fromBeginning).isFalse();
    assertThat(command.wait).isZero();
    assertThat(command.from).isNull();
    assertThat(command.to).isNull();
    assertThat(command.json).isNull();
    assertThat(command.allWindows).isFalse();
    assertThat(command.partitions).isFalse();
    assertThat(command.watch).isFalse();
    assertThat(command.watermark).isEqualTo(WatermarkBound.GLOBAL);
    assertThat(command.timeLimits.limits()).isEqualTo(TimeLimits.DEFAULT);
    assertThat(line.getCommandName()).isEqualTo("audit");
  }

  @Test
  void aRangeBeginsAndEndsAtWindows() {
    assertThat(run("--from", "2026-01-01T00:00:30Z")).isEqualTo(2);
    assertThat(run("--to", "2026-01-01T00:00:30Z")).isEqualTo(2);
    assertThat(run("--from", "2026-01-01T00:00:00Z", "--to", "2026-01-01T00:00:00Z")).isEqualTo(2);
  }

  /** With the streams of the project and no Kafka, whose absence ends with 1. */
  private static int run(String... range) {
    List<String> arguments =
        new ArrayList<>(List.of("--streams", "../streams", "--kafka", "127.0.0.1:1"));
    arguments.addAll(List.of(range));
    return Commands.run(new AuditCommand(), arguments.toArray(String[]::new));
  }

  @Test
  void endsWithTwoWhenTheStreamIsNotDefined(@TempDir Path folder) {
    assertThat(Commands.run(new AuditCommand(), "--streams", folder.toString())).isEqualTo(2);
  }
}
