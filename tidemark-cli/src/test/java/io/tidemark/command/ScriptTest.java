package io.tidemark.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script {@code ./tidemark} in a separate folder, with a fake build and a fake JVM. */
@Timeout(30)
class ScriptTest {
  private static final String TOOLS = "tools";
  private static final String JAVA =
      """
      #!/usr/bin/env bash
      [ "$1" != -version ] || { echo 'openjdk version "17.0.1"'; exit; }
      echo "runs ${@: -1}"
      """;

  /**
   * A fake {@code mvnw} that logs each build, and waits for a line if there is a pipe {@code go}.
   */
  private static final String MVNW =
      """
      #!/usr/bin/env bash
      echo build >> builds
      [ ! -e go ] || read -r < go
      [ ! -e broken ] || exit 1
      mkdir -p tidemark-cli/target
      echo some.jar > tidemark-cli/target/classpath
      """;

  @TempDir Path root;

  @BeforeEach
  void theProjectHasSources() throws IOException {
    Files.copy(Path.of("../tidemark"), root.resolve("tidemark"));
    executable("mvnw", MVNW);
    executable("jdk/bin/java", JAVA);
    executable("jdk/bin/javac", JAVA);
    for (String source :
        List.of(
            "pom.xml",
            "tidemark-cli/pom.xml",
            "tidemark-cli/src/main/A.java",
            "tidemark-cli/src/main/B.java",
            "lake/sql/pom.xml",
            "lake/sql/src/main/G.java",
            "local-stack/kafka-runtime/pom.xml",
            "supervisor-specs/druid-input-format/pom.xml",
            "supervisor-specs/druid-input-format/src/main/F.java",
            "benchmarks/runner/pom.xml",
            "benchmarks/runner/src/main/C.java",
            "benchmarks/flink/src/main/D.java",
            "stream-model/src/jmh/E.java")) {
      Files.createDirectories(file(source).getParent());
      Files.createFile(file(source));
      age(source, -60);
    }
  }

  @Test
  void whatIsBuiltIsNotBuiltAgain() throws Exception {
    assertThat(run()).endsWith("runs up");
    assertThat(run()).isEqualTo("runs up");
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void aChangedSourceIsBuilt() throws Exception {
    run();
    age("tidemark-cli/src/main/A.java", 60);
    run();
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void anOlderSourceThatIsNewHereIsBuilt() throws Exception {
    run();
    Files.createFile(file("tidemark-cli/src/main/F.java"));
    age("tidemark-cli/src/main/F.java", -60);
    age("tidemark-cli/src/main", -60);
    run();
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void deletedSourcesAreNoticed() throws Exception {
    run();
    Files.delete(file("benchmarks/flink/src/main/D.java"));
    Files.delete(file("benchmarks/flink/src/main"));
    run();
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void aBuildThatBreaksOffIsDoneAgainAlsoWhenTheChangeIsTakenBack() throws Exception {
    run();
    age("tidemark-cli/src/main/A.java", 60);
    Files.createFile(file("broken"));
    assertThat(run()).endsWith("tidemark: the build failed: see .tidemark/build.log");
    Files.delete(file("broken"));
    age("tidemark-cli/src/main/A.java", -60);
    assertThat(run()).endsWith("runs up");
    assertThat(builds()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSecondOneWaitsForTheBuildOfTheFirst(boolean flock) throws Exception {
    provideTools(flock);
    assertThat(new ProcessBuilder("mkfifo", file("go").toString()).start().waitFor()).isZero();
    Process first = start();
    Process second = null;
    try (BufferedReader firstOut = first.inputReader(UTF_8)) {
      assertThat(firstOut.readLine()).startsWith("building;");
      second = start();
      try (BufferedReader secondOut = second.inputReader(UTF_8)) {
        assertThat(secondOut.readLine())
            .isEqualTo("another ./tidemark builds in this folder; waiting until it is done");
        Files.writeString(file("go"), "\n");
        assertThat(firstOut.readLine()).isEqualTo("runs up");
        assertThat(secondOut.readLine()).isEqualTo("runs up");
        assertThat(builds()).isEqualTo(1);
      }
    } finally {
      first.destroyForcibly();
      if (second != null) {
        second.destroyForcibly();
      }
    }
  }

  @Test
  void aLockThatAKilledBuildHasLeftIsReportedWhereThereIsNoFlock() throws Exception {
    provideTools(false);
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    Files.createDirectories(file(".tidemark/build.lock.d"));
    Files.writeString(file(".tidemark/build.lock.d/owner"), ended.pid() + "\n");
    assertThat(run())
        .endsWith(
            "the build of process "
                + ended.pid()
                + " was killed: delete the folder .tidemark/build.lock.d and run this again");
  }

  private String run() throws Exception {
    Process script = start();
    try (BufferedReader out = script.inputReader(UTF_8)) {
      return String.join("\n", out.lines().toList());
    } finally {
      script.destroyForcibly();
    }
  }

  private Process start() throws IOException {
    ProcessBuilder command =
        new ProcessBuilder(file("tidemark").toString(), "up").redirectErrorStream(true);
    command.environment().put("JAVA_HOME", file("jdk").toString());
    if (Files.exists(file(TOOLS + "/bash"))) {
      command.environment().put("PATH", file(TOOLS).toString());
    }
    return command.start();
  }

  /** Provides the tools that the script needs on its path, flock only on request. */
  private void provideTools(boolean flock) throws IOException {
    for (String tool :
        List.of(
            "bash", "cat", "cmp", "cut", "dirname", "find", "grep", "mkdir", "mv", "rm", "sleep",
            "sort", "tee", "flock")) {
      Path program =
          Stream.of("/usr/bin", "/bin")
              .map(folder -> Path.of(folder, tool))
              .filter(Files::exists)
              .findFirst()
              .orElse(null);
      if (program != null && (flock || !tool.equals("flock"))) {
        executable(TOOLS + "/" + tool, "#!/bin/sh\nexec " + program + " \"$@\"\n");
      }
    }
  }

  private long builds() throws IOException {
    return Files.readAllLines(file("builds")).size();
  }

  private Path file(String name) {
    return root.resolve(name);
  }

  private void age(String name, long secondsFromNow) throws IOException {
    Files.setLastModifiedTime(file(name), FileTime.from(Instant.now().plusSeconds(secondsFromNow)));
  }

  private void executable(String name, String text) throws IOException {
    Files.createDirectories(file(name).getParent());
    Files.writeString(file(name), text);
    Files.setPosixFilePermissions(file(name), PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
