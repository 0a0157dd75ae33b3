package io.tidemark.spark;

import io.tidemark.cli.Commands;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The job's main class, for {@code spark-submit} and for {@code ./tidemark aggregate}. */
@Command(
    name = "aggregate",
    mixinStandardHelpOptions = true,
    subcommands = {
      StreamCommand.class,
      BatchCommand.class,
      ArchiveCommand.class,
      MaintainCommand.class
    },
    description = "Aggregates raw readings into windows with Spark, and archives both in the lake.",
    footer = {
      "",
      "  ./tidemark aggregate stream",
      "  ./tidemark aggregate stream --drain",
      "  ./tidemark aggregate batch --output files:/tmp/windows",
      "  ./tidemark aggregate archive --windows --maintain 1h",
      "  ./tidemark aggregate maintain",
      "  spark-submit --master … spark-aggregator-…-spark-submit.jar stream --kafka …"
    })
public final class Aggregator implements Runnable {
  @Spec CommandSpec spec;

  public static void main(String[] args) {
    System.exit(Commands.run(new Aggregator(), args));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "expected 'stream', 'batch', 'archive' or 'maintain'");
  }
}
