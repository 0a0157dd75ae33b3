package io.tidemark.command;

import io.tidemark.process.ChildProcess;
import io.tidemark.process.ChildProgram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/**
 * {@code bench}: runs the benchmarks in a separate JVM, because their libraries are on no other
 * class path. {@code io.tidemark.bench.BenchCommand} defines the options.
 */
@Command(
    name = "bench",
    description = "Measures this pipeline and its peers on the same input in the same run.")
public final class BenchLauncher implements Callable<Integer> {
  /** The time limit to stop a local stack and the measured programs. */
  private static final Duration STOP_TIMEOUT = Duration.ofMinutes(1);

  @Unmatched List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() {
    ProcessBuilder command = ChildProgram.benchmarks(arguments).inheritIO();
    try (ChildProcess benchmarks = ChildProcess.start("the benchmarks", command, STOP_TIMEOUT)) {
      return benchmarks.await();
    }
  }
}
