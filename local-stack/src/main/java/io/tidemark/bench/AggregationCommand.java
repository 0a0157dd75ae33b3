package io.tidemark.bench;

import io.tidemark.cli.StreamOption;
import io.tidemark.cli.UsageError;
import io.tidemark.model.StreamDefinition;
import io.tidemark.stack.LocalStack;
import io.tidemark.stack.ProjectRoot;
import io.tidemark.stack.SparkJob;
import io.tidemark.stack.StackSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench aggregation}: catching up on a backlog, step by step, beside Spark's own parts. */
@Command(
    name = "aggregation",
    mixinStandardHelpOptions = true,
    description =
        "Starts Kafka alone, fills the raw topic, and aggregates this backlog step by step and with"
            + " Spark's own from_json and sink, in turn.")
final class AggregationCommand implements Callable<Integer> {
  private static final String LADDER = "io.tidemark.benchmarks.AggregationLadder";
  private static final int PARTITIONS = 4;
  private static final int ENTITIES = 200;
  private static final int FEWEST = 100_000;

  @Mixin StreamOption stream;
  @Mixin BenchOptions options;

  @Option(
      names = "--readings",
      paramLabel = "N",
      description = "Length of the backlog (default: 8,000,000, with --quick 2,000,000).")
  Integer readings;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    int count = readings != null ? readings : options.sized(8_000_000, 2_000_000);
    int times = options.repetitions();
    if (count < FEWEST) {
      throw new UsageError("--readings: expected " + FEWEST + " or more, found " + count);
    }
    StreamDefinition definition = stream.load();
    Backlog backlog = Backlog.of(count, ENTITIES);
    Path folder = ProjectRoot.current().resolve(".tidemark/bench");
    try (LocalStack kafka = LocalStack.startKafka(new StackSettings(folder, 0, 0), this::say)) {
      String rows = definition.name() + "-bench";
      Backlog.createTopics(
          kafka.kafka(), PARTITIONS, definition.raw().topic(), definition.deadLetterTopic(), rows);
      backlog.fill(kafka.kafka(), stream, folder);
      try (Program spark = ladder(kafka.kafka(), rows)) {
        Map<String, List<Double>> seconds = Turns.take(times, spark.ways(), this::say);
        new BenchReport("aggregation")
            .setting("readings", backlog.readings())
            .setting("partitions", PARTITIONS)
            .setting("entities", ENTITIES)
            .setting("repetitions", times)
            .result("seconds", seconds)
            .print(
                spec.commandLine(), new BenchTable(backlog.readings(), seconds).render(), options);
      }
      return 0;
    }
  }

  private Program ladder(String kafka, String rows) throws IOException {
    List<String> arguments =
        List.of("--stream", stream.file().toString(), "--kafka", kafka, "--to", rows);
    Path classes = ProjectRoot.current().resolve("benchmarks/target/classes");
    return Program.start(
        "the Spark job",
        SparkJob.command(LADDER, arguments, new SparkJob.Additions(List.of(), List.of(classes))));
  }

  private void say(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(line);
    err.flush();
  }
}
