package io.tidemark.command;

import io.tidemark.cli.Commands;
import io.tidemark.stack.StackSettings;
import io.tidemark.stack.StackState;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code down}: stops the local stack, no matter which process started it. */
@Command(
    name = "down",
    mixinStandardHelpOptions = true,
    description = {
      "Stop the local stack, also one that a killed 'demo' left behind.",
      "Ends the stack's own processes and no others. Fine when nothing runs."
    })
public final class DownCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    Path folder = StackSettings.defaultFolder();
    Optional<StackState> running = StackState.running(folder);
    running.ifPresent(state -> state.stop(folder, Commands.lines(spec.commandLine().getErr())));
    PrintWriter out = spec.commandLine().getOut();
    out.println(running.isPresent() ? "the local stack is stopped" : "no local stack is running");
    out.flush();
    return 0;
  }
}
