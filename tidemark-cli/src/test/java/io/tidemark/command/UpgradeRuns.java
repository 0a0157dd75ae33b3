package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.process.ChildProgram;
import io.tidemark.process.ProjectRoot;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Runs {@code upgrade} in a process of its own. */
final class UpgradeRuns {
  /** The exit code after {@code kill -9}. */
  private static final int KILLED = 137;

  private UpgradeRuns() {}

  /** Runs it to its end, which must be a good one, and returns what it says. */
  static String complete(TestStream stream) throws Exception {
    Process process = start(stream);
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  /**
   * Runs it until it says one thing after the other, then ends it and its job as kill -9 does.
   *
   * @param awaited of a job that has begun, its own line at the end
   */
  static void kill(TestStream stream, String... awaited) throws Exception {
    Process process = start(stream);
    StringBuilder said = new StringBuilder();
    int heard = 0;
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        said.append(line).append('\n');
        heard += line.contains(awaited[heard]) ? 1 : 0;
        if (heard == awaited.length) {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly();
          break;
        }
      }
    }
    assertThat(process.waitFor()).as(said.toString()).isEqualTo(KILLED);
  }

  private static Process start(TestStream stream) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("upgrade", "--yes"));
    arguments.addAll(stream.shared());
    arguments.addAll(List.of("--druid", stream.stack().druid()));
    arguments.addAll(List.of("--checkpoint", stream.checkpoint().toString()));
    return ChildProgram.tidemark(arguments)
        .directory(ProjectRoot.current().toFile())
        .redirectErrorStream(true)
        .start();
  }
}
