package io.tidemark.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceLogTest {
  @TempDir Path folder;

  @Test
  void theLastCauseIsReported() throws IOException {
    assertThat(
            lastLine(
                """
                10:00 INFO  [main] starting
                java.lang.RuntimeException: cannot start
                \tat org.example.Main(Main.java:1)
                Caused by: java.net.BindException: Address already in use
                \tat org.example.Socket(Socket.java:1)
                \t... 8 more
                10:01 INFO  [main] stopped
                """))
        .isEqualTo("Caused by: java.net.BindException: Address already in use");
  }

  @Test
  void theReasonWhyAJvmDoesNotStartIsReported() throws IOException {
    assertThat(
            lastLine(
                """
                Error: VM option 'Nonsense' is unknown.
                Error: Could not create the Java Virtual Machine.
                Error: A fatal exception has occurred. Program will exit.
                """))
        .isEqualTo("Error: VM option 'Nonsense' is unknown.");
  }

  @Test
  void withoutAnErrorTheLastLineIsReported() throws IOException {
    assertThat(lastLine("one\ntwo\n\n")).isEqualTo("two");
  }

  @Test
  void aMissingLogIsNoError() {
    assertThat(new ServiceLog(folder.resolve("none")).lastMeaningfulLine())
        .isEqualTo("(nothing was logged)");
  }

  private String lastLine(String log) throws IOException {
    return new ServiceLog(Files.writeString(folder.resolve("log"), log)).lastMeaningfulLine();
  }
}
