package io.tidemark.command.upgrade;

import io.tidemark.cli.UserError;
import io.tidemark.process.FileTrees;
import io.tidemark.process.SparkJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A run of the job with the definition before, which writes its last windows.
 *
 * @param stream the name of the stream
 * @param text the YAML of the definition before
 * @param options of the job: Kafka, registry, checkpoint, limits
 */
record PreviousDefinitionRun(String stream, String text, List<String> options) {
  /**
   * Runs the job until it has processed what is there.
   *
   * @return by when every window has ended that is written, epoch milliseconds; nothing when none
   *     is
   * @throws UserError when the job fails
   */
  OptionalLong drain() {
    String written =
        inFolder(
            folder -> {
              Path boundary = folder.resolve("boundary");
              run(folder, "--drain", "--boundary", boundary.toString());
              return Files.exists(boundary) ? Files.readString(boundary).strip() : "";
            });
    return written.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(written));
  }

  /**
   * Runs the job until it has written all windows that end by a time, and no others.
   *
   * @param boundary epoch milliseconds
   * @throws UserError when the job fails
   */
  void until(long boundary) {
    inFolder(
        folder -> {
          run(folder, "--until", Instant.ofEpochMilli(boundary).toString());
          return null;
        });
  }

  private void run(Path folder, String... how) throws IOException {
    Path definition = Files.writeString(folder.resolve(stream + ".yaml"), text);
    List<String> arguments = new ArrayList<>(List.of("stream", "--stream", definition.toString()));
    arguments.addAll(List.of(how));
    arguments.addAll(options);
    try (SparkJob job = SparkJob.start(arguments)) {
      if (job.await() != 0) {
        throw new UserError(
            "the job with the definition before failed, see above: correct that, and run this"
                + " again, which goes on");
      }
    }
  }

  private interface InFolder<T> {
    T run(Path folder) throws IOException;
  }

  private static <T> T inFolder(InFolder<T> work) {
    try {
      Path folder = Files.createTempDirectory("tidemark-upgrade-");
      try {
        return work.run(folder);
      } finally {
        FileTrees.delete(folder);
      }
    } catch (IOException e) {
      throw new UserError("a temporary file cannot be used: " + e.getMessage(), e);
    }
  }
}
