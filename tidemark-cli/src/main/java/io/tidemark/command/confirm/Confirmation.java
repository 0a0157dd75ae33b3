package io.tidemark.command.confirm;

import io.tidemark.cli.UserError;
import java.io.Console;
import picocli.CommandLine.Option;

/** The option {@code --yes}; without it the name of the stream must be typed. */
public final class Confirmation {
  @Option(names = "--yes", description = "Do not ask.")
  boolean yes;

  /**
   * Asks on the terminal, unless there is {@code --yes}.
   *
   * @param name what must be typed
   * @param what is done then, in the question
   * @param undone what the state is otherwise, such as {@code nothing was deleted}
   * @throws UserError when there is no terminal, or something else is typed
   */
  public void require(String name, String what, String undone) {
    if (yes) {
      return;
    }
    Console terminal = System.console();
    if (terminal == null) {
      throw new UserError(
          "without a terminal to ask, expected --yes, or --dry-run. "
              + Character.toUpperCase(undone.charAt(0))
              + undone.substring(1));
    }
    String answer = terminal.readLine("Type the name of the stream to %s: ", what);
    if (!name.equals(answer == null ? null : answer.strip())) {
      throw new UserError("expected " + name + "; " + undone);
    }
  }
}
