package io.tidemark.command.upgrade;

import io.tidemark.cli.UserError;
import io.tidemark.process.FileTrees;
import io.tidemark.process.SparkJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A run of the job with the definition before, which writes the windows that are closed.
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
    try {
      Path folder = Files.createTempDirectory("tidemark-upgrade-");
      try {
        Path definition = Files.writeString(folder.resolve(stream + ".yaml"), text);
        Path boundary = folder.resolve("boundary");
        List<String> arguments =
            new ArrayList<>(List.of("stream", "--stream", definition.toString()));
        arguments.addAll(List.of("--drain", "--boundary", boundary.toString()));
        arguments.addAll(options);
        try (SparkJob job = SparkJob.start(arguments)) {
          if (job.await() != 0) {
            throw new UserError(
                "the job with the definition before failed, see above: correct that, and run this"
                    + " again, which goes on");
          }
        }
        String written = Files.exists(boundary) ? Files.readString(boundary).strip() : "";
        return written.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(written));
      } finally {
        FileTrees.delete(folder);
      }
    } catch (IOException e) {
      throw new UserError("a temporary file cannot be used: " + e.getMessage(), e);
    }
  }
}
