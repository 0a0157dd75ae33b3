package io.tidemark.command;

import io.tidemark.process.SparkJob;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code aggregate}: runs the Spark job on this machine. The job itself parses the options. */
@Command(
    name = "aggregate",
    description = "Aggregates raw readings into windows with Spark, as a stream or a batch.")
public final class AggregateCommand implements Callable<Integer> {
  @Unmatched List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() {
    try (SparkJob job = SparkJob.start(arguments)) {
      return job.await();
    }
  }
}
