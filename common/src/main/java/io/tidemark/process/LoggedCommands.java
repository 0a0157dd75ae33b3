package io.tidemark.process;

import io.tidemark.cli.UserError;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs programs one after the other, appends their output to one log and reports how long each
 * takes.
 */
public record LoggedCommands(Path log, Consumer<String> progress) {
  private static final Duration REPORT_EVERY = Duration.ofSeconds(30);

  public LoggedCommands {
    try {
      Files.deleteIfExists(log);
    } catch (IOException e) {
      throw new UserError("cannot write the log " + log, e);
    }
  }

  /**
   * @param step the name of the step in messages
   * @return whether the program succeeded within the limit
   */
  public boolean run(String step, Path folder, Duration limit, List<String> command)
      throws IOException {
    progress.accept(step);
    long begin = System.nanoTime();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log.toFile()));
    // Only the console's tests need these browsers.
    builder.environment().put("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    Process process = builder.start();
    try {
      while (!process.waitFor(REPORT_EVERY.toSeconds(), TimeUnit.SECONDS)) {
        progress.accept(step + ": " + seconds(begin) + " s so far");
        if (seconds(begin) > limit.toSeconds()) {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroy();
      throw new UserError("interrupted: " + step, e);
    }
    boolean done = process.exitValue() == 0;
    progress.accept(step + ": " + (done ? "done" : "no") + " (" + seconds(begin) + " s)");
    return done;
  }

  /**
   * Copies an artifact of the Maven repository into a folder, with the project's own Maven.
   *
   * @param step as for {@link #run}
   * @param projectRoot the folder with {@code mvnw}
   * @param coordinates {@code group:artifact:version:type}, with a classifier behind it if there is
   *     one
   * @return whether it is there within the limit
   */
  public boolean copyArtifact(
      String step, Path projectRoot, Duration limit, String coordinates, Path folder)
      throws IOException {
    return run(
        step,
        projectRoot,
        limit,
        List.of(
            projectRoot.resolve("mvnw").toString(),
            "--batch-mode",
            "--non-recursive",
            "dependency:copy",
            "-Dartifact=" + coordinates,
            "-DoutputDirectory=" + folder));
  }

  /**
   * The same for an artifact that must be there.
   *
   * @param what the artifact in words, with the article
   * @throws UserError when it is not
   */
  public void fetchArtifact(
      String step, Path projectRoot, Duration limit, String what, String coordinates, Path folder)
      throws IOException {
    if (!copyArtifact(step, projectRoot, limit, coordinates, folder)) {
      throw new UserError(
          what
              + ", the artifact "
              + coordinates
              + ", cannot be had from the Maven repository; the log is "
              + log);
    }
  }

  private static long seconds(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin).toSeconds();
  }
}
