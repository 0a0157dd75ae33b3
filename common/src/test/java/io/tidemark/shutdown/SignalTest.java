package io.tidemark.shutdown;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.process.JavaCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs the sequence in a separate JVM that receives SIGTERM. */
@Timeout(60)
class SignalTest {
  private static final int SIGTERM = 143;

  @Test
  void aSignalRunsTheStepsInOrderAndASecondOneChangesNothing() throws Exception {
    Process program =
        new ProcessBuilder(
                JavaCommand.javaProgram(),
                JavaCommand.FAST_START,
                "-cp",
                System.getProperty("java.class.path"),
                ThreeSteps.class.getName())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader out = program.inputReader(UTF_8);
        OutputStream in = program.getOutputStream()) {
      List<String> lines = new ArrayList<>();
      readUntil("ready", out, lines);
      // Process.destroy() would close the streams as well
      program.toHandle().destroy();
      readUntil("generator begins", out, lines);
      program.toHandle().destroy();
      in.write('\n');
      in.flush();
      out.lines().forEach(lines::add);
      assertThat(lines)
          .containsExactly(
              "ready",
              "generator begins",
              "generator ends",
              "job",
              "job took longer than 0.05 s; the shutdown goes on",
              "stack");
      assertThat(program.waitFor()).isEqualTo(SIGTERM);
    } finally {
      program.destroyForcibly();
    }
  }

  private static void readUntil(String last, BufferedReader out, List<String> lines)
      throws IOException {
    String line;
    do {
      line = out.readLine();
      lines.add(line);
    } while (line != null && !line.equals(last));
  }
}
