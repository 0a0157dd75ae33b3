package io.tidemark.command;

import io.tidemark.cli.Commands;
import io.tidemark.process.ProjectRoot;
import io.tidemark.stack.StackSettings;
import io.tidemark.stack.StackState;
import io.tidemark.stack.WebConsole;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code console}: downloads or builds Druid's web console. */
@Command(
    name = "console",
    mixinStandardHelpOptions = true,
    description = {
      "Get Druid's web console, which the stack's router then serves.",
      "It is taken from the Maven repository or else built from Druid's source, once: about four"
          + " minutes on two cores, with Node.js 20 or later. The jar stays in the cache folder"
          + " (XDG_CACHE_HOME, or ~/.cache)."
    })
public final class ConsoleCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    Path jar =
        WebConsole.of(ProjectRoot.current()).obtain(Commands.lines(spec.commandLine().getErr()));
    PrintWriter out = spec.commandLine().getOut();
    out.println("the web console is in " + jar);
    if (StackState.running(StackSettings.defaultFolder()).isPresent()) {
      out.println(
          "a stack that was started without it serves it after ./tidemark down and ./tidemark up"
              + " (which begins empty)");
    } else {
      out.println("./tidemark up serves it and prints its address");
    }
    out.flush();
    return 0;
  }
}
