package io.tidemark.bench.gateway;

import io.tidemark.bench.load.Backlog;
import io.tidemark.bench.program.MeasuredProgram;
import io.tidemark.bench.program.Turns;
import io.tidemark.bench.report.BenchOptions;
import io.tidemark.bench.report.BenchReport;
import io.tidemark.bench.report.BenchTable;
import io.tidemark.bench.report.Goal;
import io.tidemark.cli.KafkaOptions;
import io.tidemark.cli.StreamOption;
import io.tidemark.cli.UserError;
import io.tidemark.kafka.KafkaTopics;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.process.ChildProgram;
import io.tidemark.process.ProjectRoot;
import io.tidemark.stack.LocalStack;
import io.tidemark.stack.StackSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench gateway}: readings by HTTP, compared with Kafka's producer alone. */
@Command(
    name = "gateway",
    mixinStandardHelpOptions = true,
    description =
        "Starts Kafka alone and a gateway, and sends the same readings in turn with a bare producer"
            + " and over HTTP in batches of 1,000, 100 and 1.")
public final class GatewayLoadCommand implements Callable<Integer> {
  private static final String FLOOD = "io.tidemark.bench.gateway.GatewayFlood";

  private static final List<String> JVM =
      List.of("-Xmx512m", "-XX:+UseSerialGC", "-Duser.timezone=UTC");

  private static final double BOUND = 0.8;
  private static final int PARTITIONS = 4;
  private static final int ENTITIES = 1000;
  private static final int FEWEST = 100_000;

  /** Different readings; each turn sends whole rounds of them. */
  private static final int DIFFERENT = 100_000;

  @Mixin StreamOption stream;
  @Mixin BenchOptions options;

  @Option(
      names = "--readings",
      paramLabel = "N",
      description =
          "Sent by each way in each turn, and a fortieth of it in batches of 1 (default: 4,000,000,"
              + " with --quick 1,000,000).")
  Integer readings;

  @Override
  public Integer call() throws Exception {
    int count = options.readings(readings, 4_000_000, 1_000_000, FEWEST);
    int times = options.repetitions();
    StreamDefinition definition = stream.load();
    List<FloodWay> ways = FloodWay.all(count / DIFFERENT * DIFFERENT);
    Path folder = BenchOptions.folder();
    try (LocalStack kafka =
        LocalStack.startKafka(new StackSettings(folder, 0, 0), options::progress)) {
      String topic = definition.raw().topic();
      String bare = topic + "-bare";
      Backlog.createTopics(kafka.kafka(), PARTITIONS, topic, bare, definition.deadLetterTopic());
      Backlog.of(DIFFERENT, ENTITIES).fill(kafka.kafka(), stream, folder);
      Properties client = new KafkaOptions(kafka.kafka()).properties();
      try (RunningGateway gateway =
              RunningGateway.start(stream.file(), kafka.kafka(), folder.resolve("ledgers"));
          MeasuredProgram flood = flood(kafka.kafka(), topic, bare, gateway, ways)) {
        Map<String, List<Double>> cpu = new LinkedHashMap<>();
        Map<String, Turns.Way> turns = flood.ways();
        for (FloodWay way : ways) {
          Turns.Way turn = turns.get(way.name());
          String to = way.isBare() ? bare : topic;
          turns.put(way.name(), () -> checked(way, turn, gateway, client, to, cpu));
        }
        Map<String, List<Double>> seconds = Turns.take(times, turns, options::progress);
        List<GatewayFigures> figures = new ArrayList<>();
        for (FloodWay way : ways) {
          figures.add(
              GatewayFigures.of(
                  way,
                  seconds.get(way.name()),
                  flood.figures(way.name()),
                  cpu.getOrDefault(way.name(), List.of())));
        }
        report(count, times, seconds, figures);
      }
      return 0;
    }
  }

  private void report(
      int count, int times, Map<String, List<Double>> seconds, List<GatewayFigures> figures)
      throws IOException {
    BenchReport report =
        new BenchReport("gateway")
            .setting("readings", count)
            .setting("partitions", PARTITIONS)
            .setting("entities", ENTITIES)
            .setting("repetitions", times)
            .result("seconds", seconds);
    figures.forEach(one -> report.result(one.way().name(), one.toJson()));
    report.goal(
        Goal.ratio(
            "batches of 1,000 / bare producer, readings",
            BenchTable.ratios(figures.get(0).seconds(), figures.get(1).seconds()),
            BOUND));
    report.print(GatewayFigures.table(figures), options);
  }

  /** Takes a turn, and requires that the topic has all of its readings then, and no more. */
  private static double checked(
      FloodWay way,
      Turns.Way turn,
      RunningGateway gateway,
      Properties client,
      String topic,
      Map<String, List<Double>> cpu)
      throws Exception {
    long before = KafkaTopics.offsets(client, topic);
    double cpuBefore = gateway.cpuSeconds();
    double took = turn.seconds();
    double used = gateway.cpuSeconds() - cpuBefore;
    long sent = KafkaTopics.offsets(client, topic) - before;
    if (sent != way.readings()) {
      throw new UserError(
          way.name() + ": expected " + way.readings() + " readings in the topic, found " + sent);
    }
    if (!way.isBare()) {
      cpu.computeIfAbsent(way.name(), first -> new ArrayList<>()).add(used * 1e6 / way.readings());
    }
    return took;
  }

  private static MeasuredProgram flood(
      String kafka, String from, String to, RunningGateway gateway, List<FloodWay> ways)
      throws IOException {
    return MeasuredProgram.start(
        "the flood",
        ChildProgram.module(
            ProjectRoot.current().resolve("benchmarks/runner"),
            JVM,
            FLOOD,
            List.of(
                "--kafka",
                kafka,
                "--from",
                from,
                "--to",
                to,
                "--gateway",
                gateway.address(),
                "--readings",
                String.valueOf(ways.get(0).readings()))));
  }
}
