package io.tidemark.command;

import io.tidemark.cli.UsageError;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** The option of a command that shows a live page while it works. */
public final class PageOption {
  static final String PORT = "8095";
  private static final String OFF = "off";
  private static final int MOST = 65_535;

  @Option(
      names = "--page",
      paramLabel = "PORT|off",
      defaultValue = PORT,
      description =
          "The port of the live page on 127.0.0.1; 0 for any that is free, 'off' for no page"
              + " (default: ${DEFAULT-VALUE}).")
  String page = PORT;

  /**
   * The port; nothing for no page.
   *
   * @throws UsageError when it is neither a port nor {@code off}
   */
  OptionalInt port() {
    if (page.equals(OFF)) {
      return OptionalInt.empty();
    }
    if (page.matches("\\d{1,5}") && Integer.parseInt(page) <= MOST) {
      return OptionalInt.of(Integer.parseInt(page));
    }
    throw new UsageError("--page: expected a port or 'off', found '" + page + "'");
  }
}
