package io.tidemark.bench;

import io.tidemark.cli.UsageError;
import picocli.CommandLine.Option;

/** What all benchmarks are asked in the same way. */
final class BenchOptions {
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
  int repetitions() {
    int times = repetitions != null ? repetitions : sized(5, 3);
    if (times < 1) {
      throw new UsageError("--repetitions: expected 1 or more, found " + times);
    }
    return times;
  }

  /** The first, or with --quick the second. */
  int sized(int full, int whenQuick) {
    return quick ? whenQuick : full;
  }
}
