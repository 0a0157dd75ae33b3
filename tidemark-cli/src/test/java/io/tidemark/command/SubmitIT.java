package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jar under the real {@code spark-submit} of the distribution that {@code SPARK_HOME} names.
 * The test of {@code --packages} also needs {@code TIDEMARK_PACKAGES}, the options for the
 * repository from which spark-submit downloads the connector.
 */
class SubmitIT {
  private static final String SPARK_HOME = System.getenv("SPARK_HOME");

  @TempDir static Path folder;

  @BeforeAll
  static void needsADistribution() {
    assumeTrue(
        SPARK_HOME != null && Files.isExecutable(Path.of(SPARK_HOME, "bin", "spark-submit")),
        "needs SPARK_HOME");
  }

  @Test
  void theJarWithTheConnectorStreamsAndABatchGivesTheSameRows() throws Exception {
    streamsAndBatches("submitted", "spark-submit", List.of());
  }

  @Test
  void theJarWithoutTheConnectorTakesItFromPackages() throws Exception {
    String packages = System.getenv("TIDEMARK_PACKAGES");
    assumeTrue(packages != null, "needs TIDEMARK_PACKAGES");
    streamsAndBatches("packaged", "without-connector", List.of(packages.split(" +")));
  }

  private static void streamsAndBatches(String name, String jar, List<String> options)
      throws Exception {
    TestStream stream = TestStream.define(folder, name, "int", "1 minute", "3 minutes", "[entity]");
    stream.attach();
    stream.generate("--duration", "2m");
    submit(stream, jar, options, "stream", "--drain", "--checkpoint", "" + stream.checkpoint());
    JsonNode report = stream.audit();
    assertThat(report.at("/stations/0/readings").longValue()).isEqualTo(4_800);

    Path batch = folder.resolve(name + "-batch");
    submit(stream, jar, options, "batch", "--output", "files:" + batch);
    assertThat(TestStream.lines(batch))
        .hasSize(400)
        .containsExactlyInAnyOrderElementsOf(stream.aggregatedTopic());
  }

  private static void submit(
      TestStream stream, String jar, List<String> options, String mode, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(SPARK_HOME, "bin", "spark-submit").toString());
    command.addAll(List.of("--master", "local[2]", "--driver-memory", "1g"));
    command.addAll(options);
    command.add(jar(jar).toString());
    command.addAll(List.of(mode, "--stream", stream.file(), "--kafka", stream.stack().kafka()));
    command.addAll(List.of(arguments));
    Path log = folder.resolve("submit.log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    assertThat(builder.start().waitFor()).as(() -> text(log)).isZero();
  }

  private static String text(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static Path jar(String classifier) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("../spark-aggregator/target"))) {
      return files
          .filter(file -> file.getFileName().toString().endsWith("-" + classifier + ".jar"))
          .findFirst()
          .orElseThrow();
    }
  }
}
