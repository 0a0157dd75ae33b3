package io.tidemark.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option for the folder of the run ledgers. */
public final class LedgersOption {
  private static final String DEFAULT = ".tidemark/ledgers";

  @Option(
      names = "--ledgers",
      paramLabel = "FOLDER",
      defaultValue = DEFAULT,
      description = "The folder of the run ledgers (default: ${DEFAULT-VALUE}).")
  Path ledgers;

  public Path folder() {
    return ledgers;
  }

  /** The option as text, with a space before it; empty for the default. */
  public static String text(Path folder) {
    return folder.equals(Path.of(DEFAULT)) ? "" : " --ledgers " + folder;
  }
}
