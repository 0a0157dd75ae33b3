package io.tidemark.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UserError;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathTest {
  @TempDir Path folder;

  @Test
  void aMissingListIsReportedWithTheBuildCommand() {
    assertThatThrownBy(() -> ClassPath.ofDruid(folder))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("local-stack/druid-runtime/target/classpath")
        .hasMessageContaining("./mvnw package");
  }

  @Test
  void aMissingJarIsNamed() throws IOException {
    Path list =
        Files.writeString(folder.resolve("classpath"), folder.resolve("gone.jar").toString());

    assertThatThrownBy(() -> ClassPath.read(list))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("gone.jar");
  }

  @Test
  void druidsVersionIsThatOfItsJar() throws IOException {
    Path one = Files.createFile(folder.resolve("druid-processing-1.2.3.jar"));
    Path two = Files.createFile(folder.resolve("druid-services-1.2.3.jar"));
    Path list = Files.writeString(folder.resolve("classpath"), one + File.pathSeparator + two);

    ClassPath jars = ClassPath.read(list);

    assertThat(jars.entries()).isEqualTo(List.of(one, two));
    assertThat(jars.druidVersion()).isEqualTo("1.2.3");
  }
}
