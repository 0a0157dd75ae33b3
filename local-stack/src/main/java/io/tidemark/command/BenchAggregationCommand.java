package io.tidemark.command;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.tidemark.cli.Commands;
import io.tidemark.cli.KafkaOptions;
import io.tidemark.cli.StreamOption;
import io.tidemark.cli.UsageError;
import io.tidemark.cli.UserError;
import io.tidemark.generator.GenerateCommand;
import io.tidemark.model.StreamDefinition;
import io.tidemark.stack.LocalStack;
import io.tidemark.stack.ProjectRoot;
import io.tidemark.stack.SparkJob;
import io.tidemark.stack.StackSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import picocli.CommandLine;
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
final class BenchAggregationCommand implements Callable<Integer> {
  private static final String LADDER = "io.tidemark.benchmarks.AggregationLadder";
  private static final int PARTITIONS = 4;
  private static final int ENTITIES = 200;
  private static final int FEWEST = 100_000;

  @Mixin StreamOption stream;

  @Option(
      names = "--readings",
      paramLabel = "N",
      description = "Length of the backlog (default: 8,000,000, with --quick 2,000,000).")
  Integer readings;

  @Option(
      names = "--repetitions",
      paramLabel = "N",
      description = "How often, besides the warm-up (default: 5, with --quick 3).")
  Integer repetitions;

  @Option(names = "--quick", description = "Measure less, and less surely.")
  boolean quick;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description =
          "Also write all figures as JSON; '-' is standard output, and the table then goes to"
              + " standard error.")
  String json;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    int count = readings != null ? readings : quick ? 2_000_000 : 8_000_000;
    int times = repetitions != null ? repetitions : quick ? 3 : 5;
    if (count < FEWEST) {
      throw new UsageError("--readings: expected " + FEWEST + " or more, found " + count);
    }
    if (times < 1) {
      throw new UsageError("--repetitions: expected 1 or more, found " + times);
    }
    StreamDefinition definition = stream.load();
    PrintWriter err = spec.commandLine().getErr();
    Path folder = ProjectRoot.current().resolve(".tidemark/bench");
    try (LocalStack kafka =
        LocalStack.startKafka(new StackSettings(folder, 0, 0), line -> say(err, line))) {
      String rows = definition.name() + "-bench";
      createTopics(kafka.kafka(), definition.raw().topic(), rows);
      fill(kafka.kafka(), folder, count / ENTITIES);
      Map<String, List<Double>> seconds = climb(kafka.kafka(), folder, rows, times);
      write(new BenchTable(count / ENTITIES * (long) ENTITIES, seconds));
      return 0;
    }
  }

  private static void createTopics(String kafka, String... topics) throws InterruptedException {
    try (Admin admin = Admin.create(new KafkaOptions(kafka).properties())) {
      for (String topic : topics) {
        // the backlog's timestamps are those of its arrival, as attach makes the raw topic
        admin
            .createTopics(
                List.of(
                    new NewTopic(topic, PARTITIONS, (short) 1)
                        .configs(Map.of("message.timestamp.type", "LogAppendTime"))))
            .all()
            .get();
      }
    } catch (ExecutionException e) {
      throw new UserError("cannot make the topics: " + e.getCause().getMessage(), e);
    }
  }

  /** A reading of each vehicle every second, as fast as it goes. */
  private void fill(String kafka, Path folder, int seconds) {
    int done =
        Commands.run(
            new GenerateCommand(),
            "--stream",
            stream.file().toString(),
            "--kafka",
            kafka,
            "--clock",
            "simulated",
            "--speed-up",
            "0",
            "--entities",
            String.valueOf(ENTITIES),
            "--interval",
            "1s",
            "--duration",
            seconds + "s",
            "--ledgers",
            folder.resolve("ledgers").toString());
    if (done != 0) {
      throw new UserError("the raw topic could not be filled");
    }
  }

  private Map<String, List<Double>> climb(String kafka, Path folder, String rows, int times)
      throws IOException {
    Path figures = folder.resolve("aggregation.json");
    Files.deleteIfExists(figures);
    Path classes = ProjectRoot.current().resolve("benchmarks/target/classes");
    List<String> arguments =
        List.of(
            "--stream",
            stream.file().toString(),
            "--kafka",
            kafka,
            "--repetitions",
            String.valueOf(times),
            "--to",
            rows,
            "--json",
            figures.toString());
    try (SparkJob ladder =
        SparkJob.start(LADDER, arguments, new SparkJob.Additions(List.of(), List.of(classes)))) {
      if (ladder.await() != 0) {
        throw new UserError("the measurement failed, as said above");
      }
    }
    return new ObjectMapper().readValue(figures.toFile(), new TypeReference<>() {});
  }

  private void write(BenchTable table) throws IOException {
    CommandLine line = spec.commandLine();
    say("-".equals(json) ? line.getErr() : line.getOut(), table.render());
    if (json != null) {
      String report =
          new ObjectMapper()
              .enable(SerializationFeature.INDENT_OUTPUT)
              .writeValueAsString(report(table.readings(), table.seconds()));
      if ("-".equals(json)) {
        say(line.getOut(), report);
      } else {
        Files.writeString(Path.of(json), report);
      }
    }
  }

  private static Map<String, Object> report(long readings, Map<String, List<Double>> seconds) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("readings", readings);
    report.put("partitions", PARTITIONS);
    report.put("entities", ENTITIES);
    report.put("cores", Runtime.getRuntime().availableProcessors());
    report.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    report.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    report.put("seconds", seconds);
    return report;
  }

  private static void say(PrintWriter err, String line) {
    err.println(line);
    err.flush();
  }
}
