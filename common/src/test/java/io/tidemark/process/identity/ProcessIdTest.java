package io.tidemark.process.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProcessIdTest {
  private final ProcessHandle own = ProcessHandle.current();

  @Test
  void aProcessIsAliveByItsId() {
    assertThat(ProcessId.current().isAlive()).isTrue();
    assertThat(ProcessId.of(own)).isEqualTo(ProcessId.current());
  }

  @Test
  void anotherProcessWithTheSameNumberIsNot() {
    String start = ProcessId.current().startedAt();
    assertThat(new ProcessId(own.pid(), start + "0").isAlive()).isFalse();
    assertThat(new ProcessId(own.pid(), "1").isAlive()).isFalse();
    assertThat(new ProcessId(own.pid(), "0").isAlive()).isFalse();
  }

  @Test
  void onLinuxTheStartDoesNotDependOnTheClock() throws Exception {
    Path boot = Path.of("/proc/sys/kernel/random/boot_id");
    assumeThat(boot).exists();
    assertThat(ProcessId.current().startedAt()).matches(Files.readString(boot).strip() + ":[0-9]+");
  }

  @Test
  void anInstantOfAnEarlierReleaseIsStillCompared() {
    long started = own.info().startInstant().orElseThrow().toEpochMilli();
    assertThat(new ProcessId(own.pid(), String.valueOf(started + 1_000)).isAlive()).isTrue();
    assertThat(new ProcessId(own.pid(), String.valueOf(started - 60_000)).isAlive()).isFalse();
  }

  @Test
  void aRecordedProcessIsReadFromItsText() {
    RecordedProcess here = RecordedProcess.current();
    assertThat(RecordedProcess.parse(here.text())).isEqualTo(Optional.of(here));
    assertThat(here.isRunning()).isTrue();
    assertThat(RecordedProcess.parse("4711 since 1764288000000 on elsewhere"))
        .hasValueSatisfying(
            there -> {
              assertThat(there.isRunning()).isFalse();
              assertThat(there.hasEnded()).isFalse();
            });
    assertThat(RecordedProcess.parse("4711")).isEmpty();
  }
}
