package io.tidemark.bench.report;

import io.tidemark.process.ProjectRoot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The commit of the measured working tree. */
final class Commit {
  private static final String UNKNOWN = "unknown";

  private Commit() {}

  /**
   * The output of {@code git describe --always --dirty --abbrev=12}: the commit, followed by {@code
   * -dirty} if files differ; {@code unknown} without git or a repository.
   */
  static String current() {
    ProcessBuilder git =
        new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*")
            .directory(ProjectRoot.current().toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      Process process = git.start();
      String commit =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.waitFor() == 0 && !commit.isEmpty() ? commit : UNKNOWN;
    } catch (IOException e) {
      return UNKNOWN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return UNKNOWN;
    }
  }
}
