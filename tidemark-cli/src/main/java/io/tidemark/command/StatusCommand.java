package io.tidemark.command;

import io.tidemark.stack.StackSettings;
import io.tidemark.stack.StackState;
import io.tidemark.stack.secure.StackLogins;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code status}: shows which services of the local stack run. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Show each service of the local stack: process, address, up or dead, log.",
      "Exit code 0 if all are up, 1 otherwise."
    })
public final class StatusCommand implements Callable<Integer> {
  private static final String ROW = "%-12s %8s  %-16s %-5s %s%n";

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Optional<StackState> running = StackState.running(StackSettings.defaultFolder());
    int exitCode = running.map(state -> print(state, out)).orElse(1);
    if (running.isEmpty()) {
      out.println("no local stack is running; ./tidemark up starts one");
    }
    out.flush();
    return exitCode;
  }

  private static int print(StackState state, PrintWriter out) {
    boolean allUp = state.isComplete();
    out.printf(ROW, "service", "pid", "address", "state", "log");
    for (StackState.Entry entry : state.services()) {
      boolean up = entry.isUp();
      allUp &= up;
      out.printf(
          ROW,
          entry.service().label(),
          entry.process().pid(),
          entry.address(),
          up ? "up" : "dead",
          entry.log());
    }
    if (state.secure() != null) {
      new StackLogins(Path.of(state.secure())).lines().forEach(out::println);
    }
    return allUp ? 0 : 1;
  }
}
