package io.tidemark.bench.report;

import io.tidemark.cli.UsageError;
import io.tidemark.process.ProjectRoot;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all benchmarks are asked in the same way. */
public final class BenchOptions {
  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  @Option(names = "--quick", description = "Measure less, and less surely.")
  boolean quick;

  @Option(
      names = "--repetitions",
      paramLabel = "N",
      description = "How often, besides the warm-up (default: 5, with --quick 3).")
  Integer repetitions;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description =
          "Also write all figures as JSON; '-' is standard output, and the table then goes to"
              + " standard error.")
  String json;

  /**
   * @throws UsageError when less than one is asked for
   */
  public int repetitions() {
    int times = repetitions != null ? repetitions : sized(5, 3);
    if (times < 1) {
      throw new UsageError("--repetitions: expected 1 or more, found " + times);
    }
    return times;
  }

  /**
   * How many readings are measured.
   *
   * @param asked what {@code --readings} says, or null
   * @param fewest with which anything can be said
   * @throws UsageError when fewer are asked for
   */
  public int readings(Integer asked, int full, int whenQuick, int fewest) {
    int readings = asked != null ? asked : sized(full, whenQuick);
    if (readings < fewest) {
      throw new UsageError("--readings: expected " + fewest + " or more, found " + readings);
    }
    return readings;
  }

  /** The command that has these options. */
  public CommandLine command() {
    return spec.commandLine();
  }

  /** Tells how it goes, on standard error. */
  public void say(String line) {
    PrintWriter err = command().getErr();
    err.println(line);
    err.flush();
  }

  /** Where a benchmark keeps what it works with. */
  public static Path folder() {
    return ProjectRoot.current().resolve(".tidemark/bench");
  }

  /** The first, or with --quick the second. */
  public int sized(int full, int whenQuick) {
    return quick ? whenQuick : full;
  }
}
