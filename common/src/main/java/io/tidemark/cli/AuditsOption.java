package io.tidemark.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option for the folder with what the last audits have counted. */
public final class AuditsOption {
  @Option(
      names = "--audits",
      paramLabel = "FOLDER",
      defaultValue = ".tidemark/audits",
      description =
          "The folder with what the last audit that held has counted of each stream's topics, so"
              + " that the next one counts on from there (default: ${DEFAULT-VALUE}).")
  Path audits;

  public Path folder() {
    return audits;
  }
}
