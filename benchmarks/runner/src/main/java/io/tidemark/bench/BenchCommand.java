package io.tidemark.bench;

import io.tidemark.bench.aggregation.AggregationCommand;
import io.tidemark.bench.codec.CodecCommand;
import io.tidemark.bench.druid.DruidCommand;
import io.tidemark.bench.gateway.GatewayLoadCommand;
import io.tidemark.bench.generator.GeneratorCommand;
import io.tidemark.bench.growth.GrowthCommand;
import io.tidemark.bench.lake.LakeCommand;
import io.tidemark.bench.latency.LatencyCommand;
import io.tidemark.bench.topics.AuditedTopicsCommand;
import io.tidemark.cli.Commands;
import io.tidemark.process.ProjectRoot;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench}: measures the pipeline against its alternatives. */
@Command(
    name = "tidemark bench",
    mixinStandardHelpOptions = true,
    subcommands = {
      GeneratorCommand.class,
      CodecCommand.class,
      AggregationCommand.class,
      LatencyCommand.class,
      GrowthCommand.class,
      DruidCommand.class,
      LakeCommand.class,
      GatewayLoadCommand.class,
      AuditedTopicsCommand.class,
      ChartCommand.class
    },
    description =
        "Measures this pipeline and what a person would use instead, on the same input, in the same"
            + " run, on the same cores. Without a COMMAND it takes all measurements one after the"
            + " other, which lasts two and a half hours, with --quick 40 minutes, and draws what they"
            + " found.",
    footer = {
      "",
      "  ./tidemark bench --quick",
      "  ./tidemark bench aggregation --quick",
      "  ./tidemark bench generator --json generator.json"
    })
public final class BenchCommand implements Callable<Integer> {
  private static final List<String> ALL =
      List.of(
          "generator",
          "codec",
          "aggregation",
          "latency",
          "growth",
          "druid",
          "lake",
          "gateway",
          "audit");

  @Option(names = "--quick", description = "Measure less, and less surely.")
  boolean quick;

  @Option(
      names = "--results",
      paramLabel = "FOLDER",
      description =
          "Gets a report of each measurement and the picture of all (default:"
              + " .tidemark/bench-results).")
  Path results;

  @Spec CommandSpec spec;

  public static void main(String[] args) {
    System.exit(Commands.run(new BenchCommand(), args));
  }

  /**
   * @return the first non-zero exit code, or 0; a failed measurement does not stop the later ones
   */
  @Override
  public Integer call() throws IOException {
    Path folder =
        results == null ? ProjectRoot.current().resolve(".tidemark/bench-results") : results;
    Files.createDirectories(folder);
    int failed = 0;
    for (String name : ALL) {
      progress("bench " + name);
      List<String> arguments = new ArrayList<>();
      arguments.addAll(List.of("--json", folder.resolve(name + ".json").toString()));
      if (quick) {
        arguments.add("--quick");
      }
      int done = run(name, arguments);
      failed = failed == 0 ? done : failed;
    }
    int drawn = run("chart", List.of("--results", folder.toString()));
    return failed == 0 ? drawn : failed;
  }

  private int run(String name, List<String> arguments) {
    CommandLine command = spec.subcommands().get(name);
    return command.execute(arguments.toArray(String[]::new));
  }

  private void progress(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(line);
    err.flush();
  }
}
