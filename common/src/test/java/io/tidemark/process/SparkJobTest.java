package io.tidemark.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkJobTest {
  @TempDir Path target;

  @BeforeEach
  void theBuildWritesItsVersion() throws IOException {
    Path written = Files.createDirectory(target.resolve("maven-archiver"));
    Files.writeString(
        written.resolve("pom.properties"),
        "artifactId=spark-aggregator\ngroupId=io.tidemark\nversion=0.2.0\n");
  }

  @Test
  void theJarIsTheOneOfTheVersionThatWasBuiltLast() throws IOException {
    for (String version : new String[] {"0.1.0", "0.2.0", "0.3.0"}) {
      Files.createFile(target.resolve("spark-aggregator-" + version + "-spark-submit.jar"));
    }
    assertThat(SparkJob.jar(target))
        .isEqualTo(target.resolve("spark-aggregator-0.2.0-spark-submit.jar"));
  }

  @Test
  void aJarOfAnotherVersionAloneIsNotEnough() throws IOException {
    Files.createFile(target.resolve("spark-aggregator-0.1.0-spark-submit.jar"));
    assertThatThrownBy(() -> SparkJob.jar(target))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("spark-aggregator-0.2.0-spark-submit.jar")
        .hasMessageEndingWith("run ./mvnw package");
  }

  @Test
  void aFolderWithoutABuildIsNotEnough() {
    assertThatThrownBy(() -> SparkJob.jar(target.resolve("none")))
        .isInstanceOf(UserError.class)
        .hasMessageEndingWith("run ./mvnw package");
  }
}
