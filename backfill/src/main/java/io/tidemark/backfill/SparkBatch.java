package io.tidemark.backfill;

import io.tidemark.cli.KafkaOptions;
import io.tidemark.cli.TimeLimitOptions;
import io.tidemark.cli.UserError;
import io.tidemark.model.record.TimeLimits;
import io.tidemark.process.SparkJob;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Runs the Spark job's batch, each time to its end.
 *
 * @param stream the file of the definition
 * @param registry the options for the schema registry
 * @param lake the options that make it read the lake; none for the raw topic alone
 * @param say receives one line per run
 */
record SparkBatch(
    Path stream,
    KafkaOptions kafka,
    List<String> registry,
    TimeLimits limits,
    List<String> lake,
    Consumer<String> say) {

  /**
   * Computes windows.
   *
   * @param topic the aggregated topic that the windows are of
   * @param from the start of the first window; null for the earliest
   * @param output as the job takes it
   * @throws UserError when the job fails
   */
  void windows(String topic, Instant from, Instant to, String output, String format) {
    say.accept(
        "computing the windows "
            + (from == null ? "up to " : "from " + from + " to ")
            + to
            + " with Spark");
    List<String> options = new ArrayList<>(List.of("--aggregated", topic));
    if (from != null) {
      options.addAll(List.of("--from", from.toString()));
    }
    options.addAll(List.of("--to", to.toString(), "--output", output, "--format", format));
    run(options);
  }

  /**
   * Writes readings as rows of the raw datasource.
   *
   * @param span of event times
   * @param ends the offsets before which the records are, as Spark's Kafka source takes them
   * @param output as the job takes it
   * @throws UserError when the job fails
   */
  void readings(TimeInterval span, String ends, String output) {
    say.accept("collecting the readings of " + span + " with Spark");
    run(
        List.of(
            "--readings",
            "--from",
            span.from().toString(),
            "--to",
            span.to().toString(),
            "--ending-offsets",
            ends,
            "--output",
            output));
  }

  private void run(List<String> options) {
    List<String> arguments = new ArrayList<>(List.of("batch", "--stream", stream.toString()));
    arguments.addAll(List.of("--kafka", kafka.bootstrapServers()));
    if (kafka.propertiesFile() != null) {
      arguments.addAll(List.of("--kafka-properties", kafka.propertiesFile().toString()));
    }
    arguments.addAll(registry);
    arguments.addAll(lake);
    arguments.addAll(options);
    arguments.addAll(TimeLimitOptions.arguments(limits));
    try (SparkJob job = SparkJob.start(arguments)) {
      if (job.await() != 0) {
        throw new UserError("the batch failed, see above; nothing is replaced");
      }
    }
  }
}
