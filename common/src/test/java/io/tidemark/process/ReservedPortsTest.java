package io.tidemark.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReservedPortsTest {
  private static final int PORT = 20_001;

  @TempDir Path folder;

  @Test
  void aPortIsReservedOnce() {
    ReservedPorts ports = new ReservedPorts(folder.resolve("cache/ports.lock"));
    assertThat(ports.lock(PORT)).isTrue();
    assertThat(ports.lock(PORT)).isFalse();
    assertThat(ports.lock(PORT + 1)).isTrue();
  }

  @Test
  void aPortThatAnotherProcessReservedIsFreeAfterItsEnd() throws Exception {
    Path file = folder.resolve("ports.lock");
    ReservedPorts ports = new ReservedPorts(file);
    Process other = reserveElsewhere(file);
    try {
      assertThat(other.inputReader().readLine()).isEqualTo("true");
      assertThat(ports.lock(PORT)).isFalse();
      assertThat(ports.lock(PORT + 1)).isTrue();
    } finally {
      other.destroyForcibly().waitFor();
    }
    assertThat(ports.lock(PORT)).isTrue();
  }

  @Test
  void withoutAFileThatCanBeWrittenNothingIsReserved() throws IOException {
    Path noFolder = Files.createFile(folder.resolve("file"));
    assertThat(new ReservedPorts(noFolder.resolve("ports.lock")).lock(PORT)).isTrue();
  }

  private static Process reserveElsewhere(Path file) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        List.of(
            java, "-cp", System.getProperty("java.class.path"), Other.class.getName(), file + "");
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** Reserves the port and waits to be ended, in a process of its own. */
  static final class Other {
    public static void main(String[] args) throws IOException {
      System.out.println(new ReservedPorts(Path.of(args[0])).lock(PORT));
      while (System.in.read() >= 0) {
        // until the test ends it
      }
    }
  }
}
