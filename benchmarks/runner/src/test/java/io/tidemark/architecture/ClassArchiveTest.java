package io.tidemark.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tidemark.process.ClassPath;
import io.tidemark.process.ProjectRoot;
import io.tidemark.process.SparkJob;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The archive of classes with which the job starts in half the time. A JVM ignores an archive that
 * does not fit its class path, so nobody would notice.
 */
class ClassArchiveTest {
  private static final Path PROJECT = Path.of("../..").toAbsolutePath().normalize();
  private static final Path TARGET = PROJECT.resolve("spark-aggregator/target");

  @BeforeAll
  static void useThisProject() {
    System.setProperty(ProjectRoot.PROPERTY, PROJECT.toString());
  }

  @AfterAll
  static void forgetThisProject() {
    System.clearProperty(ProjectRoot.PROPERTY);
  }

  @Test
  void theJobMapsTheArchiveThatTheBuildHasMade() throws Exception {
    assumeThat(TARGET.resolve("spark.jsa")).exists();

    List<String> logged = List.of("-Xlog:cds,cds+dynamic");
    Process job =
        SparkJob.command(
                "io.tidemark.spark.Aggregator",
                List.of("--version"),
                new SparkJob.Additions(logged, List.of()))
            .redirectErrorStream(true)
            .start();
    String output = new String(job.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(job.waitFor()).isZero();
    assertThat(output).contains("Mapped dynamic region").doesNotContain("Unable to use");
  }

  @Test
  void aJarOfTheProjectThatIsBuiltAgainDoesNotVoidTheArchive() throws IOException {
    Path jars = TARGET.resolve("spark.classpath");
    assumeThat(Files.exists(jars)).isTrue();

    assertThat(ClassPath.read(jars).entries()).noneMatch(jar -> jar.startsWith(PROJECT));
  }
}
