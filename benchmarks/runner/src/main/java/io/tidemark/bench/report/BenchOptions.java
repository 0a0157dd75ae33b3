package io.tidemark.bench.report;

import io.tidemark.cli.UsageError;
import io.tidemark.process.ProjectRoot;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options common to all benchmarks. */
public final class BenchOptions {
  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  @Option(names = "--quick", description = "Measure less, and less surely.")
  boolean quick;

  @Option(
      names = "--repetitions",
      paramLabel = "N",
      description = "How often, in addition to the warm-up (default: 5, with --quick 3).")
  Integer repetitions;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description =
          "Also write all figures as JSON; '-' is standard output, and the table then goes to"
              + " standard error.")
  String json;

  /**
   * @throws UsageError when less than one is requested
   */
  public int repetitions() {
    int times = repetitions != null ? repetitions : sized(5, 3);
    if (times < 1) {
      throw new UsageError("--repetitions: expected 1 or more, found " + times);
    }
    return times;
  }

  /**
   * The number of readings to measure.
   *
   * @param requested the value of {@code --readings}, or null
   * @param fewest the smallest number with a meaningful result
   * @throws UsageError when fewer are requested
   */
  public int readings(Integer requested, int full, int whenQuick, int fewest) {
    int readings = requested != null ? requested : sized(full, whenQuick);
    if (readings < fewest) {
      throw new UsageError("--readings: expected " + fewest + " or more, found " + readings);
    }
    return readings;
  }

  /** The command that has these options. */
  public CommandLine command() {
    return spec.commandLine();
  }

  /** Prints a line on the progress to standard error. */
  public void progress(String line) {
    PrintWriter err = command().getErr();
    err.println(line);
    err.flush();
  }

  /** The working folder of a benchmark. */
  public static Path folder() {
    return ProjectRoot.current().resolve(".tidemark/bench");
  }

  /** The first value, or with --quick the second. */
  public int sized(int full, int whenQuick) {
    return quick ? whenQuick : full;
  }
}
