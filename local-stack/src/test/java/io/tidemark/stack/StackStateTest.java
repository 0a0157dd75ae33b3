package io.tidemark.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UserError;
import io.tidemark.process.identity.ProcessId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackStateTest {
  @TempDir Path folder;

  private final List<Process> children = new ArrayList<>();

  @AfterEach
  void endChildren() throws InterruptedException {
    for (Process child : children) {
      child.destroyForcibly().waitFor();
    }
  }

  @Test
  void anotherProcessReadsWhatWasWritten() throws IOException {
    StackState state = state(ProcessId.of(child()));

    state.write(stateFile());

    assertThat(StackState.running(folder)).contains(state);
  }

  @Test
  void stoppingEndsTheProcessesOfTheStackAndForgetsIt() throws IOException {
    ProcessId service = ProcessId.of(child());
    StackState state = state(service);
    state.write(stateFile());

    state.stop(folder, line -> {});

    assertThat(service.isAlive()).isFalse();
    assertThat(stateFile()).doesNotExist();
  }

  @Test
  void aProcessThatGotTheNumberOfAnEndedServiceIsLeftAlone() throws IOException {
    ProcessHandle stranger = child();
    ProcessId ended = new ProcessId(stranger.pid(), ProcessId.of(stranger).startedAt() + "0");
    StackState state = state(ended);
    state.write(stateFile());

    state.stop(folder, line -> {});

    assertThat(stranger.isAlive()).isTrue();
  }

  @Test
  void whatAnEndedStackLeftBehindIsRemoved() throws IOException {
    ProcessHandle stranger = child();
    state(new ProcessId(stranger.pid(), "1")).write(stateFile());

    assertThat(StackState.running(folder)).isEmpty();
    assertThat(stateFile()).doesNotExist();
  }

  @Test
  void theStateOfAnEarlierReleaseIsRead() throws IOException {
    ProcessHandle child = child();
    ProcessId service = ProcessId.of(child);
    state(service).write(stateFile());
    String earlier =
        Files.readString(stateFile())
            .replace(
                '"' + service.startedAt() + '"',
                String.valueOf(child.info().startInstant().orElseThrow().toEpochMilli()));
    assertThat(earlier).doesNotContain(service.startedAt());
    Files.writeString(stateFile(), earlier);

    assertThat(StackState.running(folder)).isPresent();
  }

  @Test
  void aDamagedFileIsNamed() throws IOException {
    Files.writeString(stateFile(), "{");

    assertThatThrownBy(() -> StackState.running(folder))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(stateFile().toString());
  }

  private ProcessHandle child() throws IOException {
    Process child = new ProcessBuilder("sleep", "600").start();
    children.add(child);
    return child.toHandle();
  }

  /** A stack with one service, whose owner has ended. */
  private static StackState state(ProcessId kafka) {
    return new StackState(
        "2026-01-01T00:00:00Z",
        new ProcessId(kafka.pid(), "1"),
        "127.0.0.1:9092",
        "http://127.0.0.1:8888",
        null,
        List.of(new StackState.Entry(Service.KAFKA, kafka, "127.0.0.1:9092", "kafka.log")));
  }

  private Path stateFile() {
    return new StackFolder(folder).stateFile();
  }
}
