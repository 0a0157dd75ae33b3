package io.tidemark.command;

import io.tidemark.cli.Commands;
import io.tidemark.stack.LocalStack;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code up}: starts the local stack and leaves it running. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = {
      "Start Kafka, ZooKeeper and Druid on this machine and leave them running.",
      "The stack begins empty: topics, tables and logs of an earlier one are deleted. All of it"
          + " listens on 127.0.0.1 only. It needs about 2.5 GiB of memory and half a minute.",
      "With --secure each command needs the files of its role, which this one prints.",
      "See it with 'status', stop it with 'down'."
    })
public final class UpCommand implements Callable<Integer> {
  @Mixin StackOptions options;

  @Option(
      names = "--registry",
      description =
          "Also start a schema registry, Apicurio, for streams in Avro. The first time 109 MB are"
              + " fetched from the Maven repository.")
  boolean registry;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    LocalStack stack =
        LocalStack.start(options.settings(registry), Commands.lines(spec.commandLine().getErr()));
    stack.detach();
    out.println("Kafka:   " + stack.kafka());
    out.println("Druid:   " + stack.druid());
    if (registry) {
      out.println("Schema registry: " + stack.registry());
    }
    out.println(stack.consoleLine());
    stack.logins().ifPresent(logins -> logins.lines().forEach(out::println));
    out.println(PageCommand.hint(stack, "") + " (of another stream: --stream NAME)");
    out.println("stop it with ./tidemark down");
    out.flush();
    return 0;
  }
}
