package io.tidemark.bench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench}: measures the pipeline beside what a person would use instead. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    subcommands = {
      GeneratorCommand.class,
      CodecCommand.class,
      AggregationCommand.class,
      LatencyCommand.class,
      GrowthCommand.class,
      DruidCommand.class,
      ChartCommand.class
    },
    description =
        "Measures this pipeline and what a person would use instead, on the same input, in the same"
            + " run, on the same cores.",
    footer = {"", "  ./tidemark bench aggregation --quick", "  ./tidemark bench generator"})
public final class BenchCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "expected a benchmark, such as aggregation");
  }
}
