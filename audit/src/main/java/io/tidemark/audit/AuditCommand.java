package io.tidemark.audit;

import io.tidemark.cli.Commands;
import io.tidemark.cli.DruidOption;
import io.tidemark.cli.KafkaOptions;
import io.tidemark.cli.StreamOption;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code audit}: counts the readings at every station and compares. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description =
        "Counts the readings at every station, from the run ledgers to Druid, and compares.",
    footer = {
      "",
      "Every option is also read from the environment: --all-windows from TIDEMARK_ALL_WINDOWS.",
      "",
      "The exit code is 0 when the audit holds and 1 when it does not.",
      "",
      "  ./tidemark audit",
      "  ./tidemark audit --wait 2m --json audit.json"
    })
public final class AuditCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin StreamOption stream;
  @Mixin KafkaOptions kafka;
  @Mixin DruidOption druid;

  @Option(
      names = "--ledgers",
      paramLabel = "FOLDER",
      defaultValue = ".tidemark/ledgers",
      description = "The folder with the run ledgers of 'generate' (default: ${DEFAULT-VALUE}).")
  Path ledgers;

  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      defaultValue = "0",
      description =
          "How long to look again until the audit holds; 0 looks once (default: ${DEFAULT-VALUE}).")
  Duration wait;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description =
          "Also write the report as JSON; '-' is standard output, and the table then goes to"
              + " standard error.")
  String json;

  @Option(
      names = "--all-windows",
      description = "Show every window; otherwise 30 at most, first those that differ.")
  boolean allWindows;

  /** For a container of the audit's own. */
  public static void main(String[] args) {
    System.exit(Commands.run(new AuditCommand(), args));
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try (Audit audit = new Audit(stream.load(), kafka.properties(), druid.uri(), ledgers)) {
      AuditReport report = audit.await(wait, wait.isZero() ? line -> {} : lines(err));
      new AuditOutput(out, err).write(report, json, allWindows);
      return report.holds() ? 0 : 1;
    }
  }

  private static Consumer<String> lines(PrintWriter err) {
    return new Changes(
        line -> {
          err.println(line);
          err.flush();
        });
  }
}
