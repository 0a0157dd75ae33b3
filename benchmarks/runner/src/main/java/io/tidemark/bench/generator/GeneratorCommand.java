package io.tidemark.bench.generator;

import io.tidemark.bench.load.Backlog;
import io.tidemark.bench.load.BenchStream;
import io.tidemark.bench.load.PayloadFile;
import io.tidemark.bench.load.TopicSize;
import io.tidemark.bench.program.FloodProgram;
import io.tidemark.bench.program.LedgerClock;
import io.tidemark.bench.program.PerfTestClock;
import io.tidemark.bench.program.Turns;
import io.tidemark.bench.report.BenchOptions;
import io.tidemark.bench.report.BenchReport;
import io.tidemark.bench.report.BenchTable;
import io.tidemark.bench.report.Goal;
import io.tidemark.cli.KafkaOptions;
import io.tidemark.cli.StreamOption;
import io.tidemark.kafka.ProducerSettings;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.process.ChildProgram;
import io.tidemark.stack.LocalStack;
import io.tidemark.stack.StackSettings;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench generator}: the throughput of the generator, compared with Kafka's own tool. */
@Command(
    name = "generator",
    mixinStandardHelpOptions = true,
    description =
        "Starts Kafka alone, and lets 'generate' and kafka-producer-perf-test, which sends the same"
            + " readings from a file, flood a topic each, in turn.")
public final class GeneratorCommand implements Callable<Integer> {
  private static final String PERF_TEST = "kafka-producer-perf-test";
  private static final String OURS = "generate";
  private static final int PARTITIONS = 4;
  private static final int ENTITIES = 200;
  private static final int FEWEST = 100_000;
  private static final int PAYLOAD = 100_000;

  @Mixin BenchStream benchStream;
  @Mixin BenchOptions options;

  @Option(
      names = "--readings",
      paramLabel = "N",
      description = "Sent by each in each turn (default: 8,000,000, with --quick 2,000,000).")
  Integer readings;

  @Override
  public Integer call() throws Exception {
    int count = options.readings(readings, 8_000_000, 2_000_000, FEWEST);
    int times = options.repetitions();
    StreamOption stream = benchStream.option();
    StreamDefinition definition = stream.load();
    Backlog flood = Backlog.of(count, ENTITIES);
    Path folder = BenchOptions.folder();
    try (LocalStack kafka =
        LocalStack.startKafka(new StackSettings(folder, 0, 0), options::progress)) {
      String topic = definition.raw().topic();
      String other = topic + "-perf-test";
      Properties client = new KafkaOptions(kafka.kafka()).properties();
      Backlog.createTopics(kafka.kafka(), PARTITIONS, topic, other);
      Backlog.of(PAYLOAD, ENTITIES).fill(kafka.kafka(), stream, folder);
      PayloadFile payload = PayloadFile.write(client, topic, folder.resolve("payload.jsonl"));
      FloodProgram theirs = perfTest(client, other, flood.readings(), payload, folder);
      FloodProgram ours = generate(stream, kafka.kafka(), flood, folder);
      Map<String, Turns.Way> ways = new LinkedHashMap<>();
      ways.put(PERF_TEST, theirs);
      ways.put(OURS, ours);
      Map<String, List<Double>> sending = Turns.take(times, ways, options::progress);
      Map<String, List<Double>> wholeRuns = new LinkedHashMap<>();
      wholeRuns.put(PERF_TEST, theirs.wholeRuns().subList(1, times + 1));
      wholeRuns.put(OURS, ours.wholeRuns().subList(1, times + 1));
      new BenchReport("generator")
          .setting("readings", flood.readings())
          .setting("partitions", PARTITIONS)
          .setting("entities", ENTITIES)
          .setting("repetitions", times)
          .setting("bytes a reading", payload.bytesOfOne())
          .result("seconds", sending)
          .result("seconds of the whole process", wholeRuns)
          .result(
              "bytes a record on the broker's disk",
              Map.of(
                  PERF_TEST,
                  TopicSize.of(client, other).bytesOfOne(),
                  OURS,
                  TopicSize.of(client, topic).bytesOfOne()))
          .goal(
              Goal.ratio(
                  OURS + " / " + PERF_TEST,
                  BenchTable.ratios(sending.get(PERF_TEST), sending.get(OURS)),
                  1))
          .print(table(flood.readings(), payload.bytesOfOne(), sending, wholeRuns), options);
      return 0;
    }
  }

  private static String table(
      long readings,
      double bytes,
      Map<String, List<Double>> sending,
      Map<String, List<Double>> wholeRuns) {
    StringBuilder text = new StringBuilder();
    text.append(new BenchTable(readings, sending).render()).append('\n');
    sending.forEach(
        (way, seconds) ->
            text.append(
                String.format(
                    "%n%s: %s MB/s of values",
                    way,
                    BenchTable.spread(
                        seconds.stream().map(one -> readings * bytes / one / 1e6).toList()))));
    text.append(
        String.format(
            Locale.ROOT,
            "%nFrom the start of the process to its end %s is %s times as fast.",
            OURS,
            BenchTable.spread(BenchTable.ratios(wholeRuns.get(PERF_TEST), wholeRuns.get(OURS)))));
    return text.toString();
  }

  private static FloodProgram perfTest(
      Properties client, String topic, long records, PayloadFile payload, Path folder)
      throws IOException {
    Path settings = folder.resolve("producer.properties");
    try (Writer writer = Files.newBufferedWriter(settings)) {
      ProducerSettings.with(client).store(writer, null);
    }
    return new FloodProgram(
        PERF_TEST,
        ChildProgram.kafkaTool(
            "org.apache.kafka.tools.ProducerPerformance",
            List.of(
                "--topic",
                topic,
                "--num-records",
                String.valueOf(records),
                "--throughput",
                "-1",
                "--payload-file",
                payload.file().toString(),
                "--command-config",
                settings.toString())),
        new PerfTestClock(records));
  }

  private FloodProgram generate(StreamOption stream, String kafka, Backlog flood, Path folder) {
    return new FloodProgram(
        OURS,
        ChildProgram.tidemark(flood.generate(kafka, stream, folder)),
        new LedgerClock(flood.readings()));
  }
}
