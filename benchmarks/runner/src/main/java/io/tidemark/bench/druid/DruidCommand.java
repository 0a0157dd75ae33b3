package io.tidemark.bench.druid;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.bench.load.Backlog;
import io.tidemark.bench.load.DruidQueries;
import io.tidemark.bench.report.BenchOptions;
import io.tidemark.bench.report.BenchReport;
import io.tidemark.cli.KafkaOptions;
import io.tidemark.cli.StreamOption;
import io.tidemark.cli.UserError;
import io.tidemark.cli.text.TextTable;
import io.tidemark.druid.DruidClient;
import io.tidemark.druid.DruidOption;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.DefinitionReader;
import io.tidemark.process.ProjectRoot;
import io.tidemark.process.SparkJob;
import io.tidemark.retry.Deadline;
import io.tidemark.stack.LocalStack;
import io.tidemark.stack.StackSettings;
import io.tidemark.supervisor.Detach;
import io.tidemark.supervisor.SupervisorSpecs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench druid}: ingestion into Druid, and the query time that pre-aggregation saves. */
@Command(
    name = "druid",
    mixinStandardHelpOptions = true,
    description =
        "Fills both topics, attaches first one and then the other to Druid and reports how many"
            + " rows a second become queryable; then runs the usual queries on the readings and on"
            + " the windows in turn, which must return the same.")
public final class DruidCommand implements Callable<Integer> {
  private static final int PARTITIONS = 4;
  private static final int ENTITIES = 1000;
  private static final int WARM_UP = 3;
  private static final int QUERIES_PER_REPETITION = 10;
  private static final Duration TIMEOUT = Duration.ofMinutes(15);

  @Mixin BenchOptions options;

  @Option(
      names = "--readings",
      paramLabel = "N",
      description = "Rows of the raw datasource (default: 10,000,000, with --quick 500,000).")
  Integer readings;

  private Path file;
  private StreamDefinition definition;
  private Path folder;

  /**
   * The ingestion of a topic.
   *
   * @param rows of the topic
   * @param seconds from the supervisor's spec to the last row
   * @param secondsOfRows from the first queryable rows to the last
   * @param rowsBefore the number of those first rows
   */
  record Ingestion(long rows, double seconds, double secondsOfRows, long rowsBefore) {
    /** The rate without the start of the first task. */
    double rowsPerSecond() {
      return (rows - rowsBefore) / secondsOfRows;
    }
  }

  @Override
  public Integer call() throws Exception {
    int count = options.readings(readings, 10_000_000, 500_000, ENTITIES * 60);
    file = ProjectRoot.current().resolve("benchmarks/druid.yaml");
    definition = DefinitionReader.read(file);
    folder = BenchOptions.folder();
    Backlog backlog = Backlog.of(count, ENTITIES);
    try (LocalStack stack = LocalStack.start(new StackSettings(folder, 0, 0), options::progress)) {
      fill(stack, backlog);
      BenchReport report =
          new BenchReport("druid")
              .setting("readings", backlog.readings())
              .setting("entities", ENTITIES)
              .setting("partitions", PARTITIONS)
              .setting("questions", options.repetitions() * QUERIES_PER_REPETITION);
      DruidClient client = new DruidOption(stack.druid()).client();
      DruidQueries druid = new DruidQueries(client);
      Properties kafka = new KafkaOptions(stack.kafka()).properties();
      Map<String, Ingestion> in = new LinkedHashMap<>();
      in.put(
          definition.raw().topic(),
          ingest(druid, SupervisorSpecs.raw(definition, kafka), backlog.readings()));
      in.put(
          definition.aggregated().topic(),
          ingest(
              druid,
              SupervisorSpecs.aggregated(definition, kafka),
              // transaction markers use offsets too, so the end offsets do not give the number of
              // windows
              windows(druid)));
      report.result("ingestion", in);
      for (String supervisor : in.keySet()) {
        await("a task of the supervisor " + supervisor, () -> druid.knowsItsTask(supervisor));
      }
      // published, so that the historical serves the queries, as it does for all but the last hour
      Detach.detach(definition, client, TIMEOUT, options::progress);
      Map<String, Histogram[]> answers = measure(druid);
      report.result("microseconds of readings, of windows", figures(answers));
      report.print(table(in) + "\n\n" + answerTable(answers), options);
      return 0;
    }
  }

  /** Writes readings, and with a batch job their windows. */
  private void fill(LocalStack stack, Backlog backlog) throws Exception {
    Backlog.createTopics(
        stack.kafka(), PARTITIONS, definition.raw().topic(), definition.aggregated().topic());
    StreamOption stream = new StreamOption(file);
    backlog.fill(stack.kafka(), stream, folder.resolve("data"));
    Path log = folder.resolve("data/spark.log");
    try (SparkJob job =
        SparkJob.startAtFullSpeed(
            List.of("batch", "--stream", file.toString(), "--kafka", stack.kafka()),
            log,
            SparkJob.Additions.NONE)) {
      if (job.await() != 0) {
        throw new UserError("the Spark job failed; its log is " + log);
      }
    }
  }

  private void await(String what, Callable<Boolean> condition) {
    Deadline.in(TIMEOUT, options::progress)
        .awaitTrue(what, "look at the supervisors in Druid's console", condition);
  }

  private long windows(DruidQueries druid) {
    return druid.number(
        "SELECT COUNT(*) FROM (SELECT DISTINCT TIME_FLOOR(__time, 'PT1M'), entity FROM \""
            + definition.raw().topic()
            + "\")");
  }

  private Ingestion ingest(DruidQueries druid, ObjectNode spec, long rows) {
    String datasource = spec.at("/spec/dataSchema/dataSource").textValue();
    String count = "SELECT COUNT(*) FROM \"" + datasource + "\"";
    long start = System.nanoTime();
    druid.attach(spec);
    long[] first = new long[2];
    await(
        rows + " rows of " + datasource,
        () -> {
          long found = druid.number(count);
          if (found > 0 && first[0] == 0) {
            first[0] = System.nanoTime();
            first[1] = found;
          }
          return found >= rows;
        });
    long end = System.nanoTime();
    Ingestion in = new Ingestion(rows, (end - start) / 1e9, (end - first[0]) / 1e9, first[1]);
    options.progress(
        String.format(Locale.ROOT, "%s: %,d rows after %.1f s", datasource, rows, in.seconds()));
    return in;
  }

  /** The query times in microseconds, by query: on readings, on windows. */
  private Map<String, Histogram[]> measure(DruidQueries druid) {
    String last = "SELECT TIMESTAMP_TO_MILLIS(MAX(__time)) FROM \"%s\"";
    String whole = "SELECT COUNT(*) FROM \"" + definition.raw().topic() + "\"";
    options.progress("querying " + druid.number(whole) + " readings and their windows");
    long end =
        druid.number(last.formatted(definition.aggregated().topic()))
            + definition.aggregated().window().toMillis();
    Map<String, Histogram[]> all = new LinkedHashMap<>();
    for (ComparedQuery query : ComparedQuery.all(definition, end)) {
      JsonNode ofReadings = druid.rows(query.ofReadings());
      JsonNode ofWindows = druid.rows(query.ofWindows());
      if (ofReadings.isEmpty() || !ComparedQuery.same(ofReadings, ofWindows)) {
        throw new UserError(
            "'"
                + query.name()
                + "' has two answers: "
                + shortened(ofReadings)
                + " of the readings, "
                + shortened(ofWindows)
                + " of the windows");
      }
      Histogram[] took = {new Histogram(3), new Histogram(3)};
      int times = options.repetitions() * QUERIES_PER_REPETITION;
      for (int i = -WARM_UP; i < times; i++) {
        List<String> both = List.of(query.ofReadings(), query.ofWindows());
        for (int way = 0; way < both.size(); way++) {
          long start = System.nanoTime();
          druid.rows(both.get(way));
          if (i >= 0) {
            took[way].recordValue((System.nanoTime() - start) / 1000);
          }
        }
      }
      all.put(query.name(), took);
    }
    return all;
  }

  private static String shortened(JsonNode answer) {
    String text = answer.toString();
    return text.length() > 200 ? text.substring(0, 200) + "…" : text;
  }

  private static Map<String, Object> figures(Map<String, Histogram[]> answers) {
    Map<String, Object> all = new LinkedHashMap<>();
    answers.forEach(
        (name, both) -> {
          List<Map<String, Long>> ways = new ArrayList<>();
          for (Histogram took : both) {
            Map<String, Long> figures = new LinkedHashMap<>();
            figures.put("least", took.getMinValue());
            figures.put("p50", took.getValueAtPercentile(50));
            figures.put("p95", took.getValueAtPercentile(95));
            figures.put("most", took.getMaxValue());
            ways.add(figures);
          }
          all.put(name, ways);
        });
    return all;
  }

  private static String table(Map<String, Ingestion> in) {
    return new TextTable<>(in.entrySet())
        .left("datasource", Map.Entry::getKey)
        .right("rows", one -> format("%,d", one.getValue().rows()))
        .right("s until all answer", one -> format("%.1f", one.getValue().seconds()))
        .right("rows/s once it reads", one -> format("%,.0f", one.getValue().rowsPerSecond()))
        .render();
  }

  private static String answerTable(Map<String, Histogram[]> answers) {
    return new TextTable<>(answers.entrySet())
        .left("query", Map.Entry::getKey)
        .right("readings p50, ms", one -> millis(one.getValue()[0], 50))
        .right("p95, ms", one -> millis(one.getValue()[0], 95))
        .right("windows p50, ms", one -> millis(one.getValue()[1], 50))
        .right("p95, ms", one -> millis(one.getValue()[1], 95))
        .right(
            "times as fast, p50",
            one ->
                format(
                    "%.1f",
                    one.getValue()[0].getValueAtPercentile(50)
                        / (double) one.getValue()[1].getValueAtPercentile(50)))
        .render();
  }

  private static String millis(Histogram took, double percentile) {
    return format("%.1f", took.getValueAtPercentile(percentile) / 1000.0);
  }

  private static String format(String form, Object value) {
    return String.format(Locale.ROOT, form, value);
  }
}
