package io.tidemark.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The compose file on a real Docker engine; skipped without Docker or the images. */
class ComposeIT {
  private static final Path ROOT = Path.of("..");
  private static final String BUILT_HERE = "tidemark/";

  @Test
  void theComposeFileIsValidInEveryProfile() throws Exception {
    assumeTrue(run("docker", "compose", "version").succeeded(), "needs docker compose");
    Outcome config = run("docker", "compose", "--profile", "*", "config", "--quiet");
    assertThat(config.succeeded()).as(config.output()).isTrue();
  }

  @Test
  void upAloneFillsBothDatasourcesAndTheAuditHoldsAndDownLeavesNothing() throws Exception {
    assumeTrue(run("docker", "info").succeeded(), "needs a Docker engine");
    for (String image : run("docker", "compose", "config", "--images").output().lines().toList()) {
      assumeTrue(
          image.startsWith(BUILT_HERE) || run("docker", "image", "inspect", image).succeeded(),
          "needs the image " + image);
    }
    Outcome test = run("deploy/compose-test.sh");
    assertThat(test.succeeded()).as(test.output()).isTrue();
  }

  /**
   * @param output of the command, standard error included
   */
  private record Outcome(boolean succeeded, String output) {}

  private static Outcome run(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(List.of(command))
              .directory(ROOT.toFile())
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Outcome(process.waitFor() == 0, output);
    } catch (IOException e) {
      return new Outcome(false, e.getMessage());
    }
  }
}
