package io.tidemark.bench.report;

import io.tidemark.process.ProjectRoot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The commit of the working tree that is measured. */
final class Commit {
  private static final String UNKNOWN = "unknown";

  private Commit() {}

  /**
   * What {@code git describe --always --dirty --abbrev=12} prints: the commit, with {@code -dirty}
   * behind it when files differ; {@code unknown} where there is no git or no repository.
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
