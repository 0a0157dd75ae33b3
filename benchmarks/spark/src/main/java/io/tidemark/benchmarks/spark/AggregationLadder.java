package io.tidemark.benchmarks.spark;

import static org.apache.spark.sql.functions.lit;

import io.tidemark.benchmarks.peer.TurnTaker;
import io.tidemark.cli.Commands;
import io.tidemark.cli.KafkaOptions;
import io.tidemark.cli.StreamOption;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.TimeLimits;
import io.tidemark.spark.KafkaSettings;
import io.tidemark.spark.Session;
import io.tidemark.spark.decode.CountingDeadLetterSink;
import io.tidemark.spark.decode.DeadLetterSink;
import io.tidemark.spark.decode.RawReadings;
import io.tidemark.spark.sink.AggregatedRecords;
import io.tidemark.spark.sink.TransactionalSink;
import io.tidemark.spark.source.ColumnarKafkaSource;
import io.tidemark.spark.source.RawRecords;
import io.tidemark.spark.window.WindowedAggregation;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The aggregation of a backlog, step by step, compared with the same job from Spark's own
 * functions. All run as a batch over the same offsets, in one JVM, on all cores.
 */
@Command(
    name = "aggregation-ladder",
    mixinStandardHelpOptions = true,
    description = "Aggregates a backlog in the way that a line on standard input names.")
public final class AggregationLadder implements Callable<Integer> {
  @Mixin StreamOption stream;
  @Mixin KafkaOptions kafka;

  @Option(names = "--to", paramLabel = "TOPIC", required = true, description = "Gets the windows.")
  String to;

  public static void main(String[] args) {
    System.exit(Commands.run(new AggregationLadder(), args));
  }

  @Override
  public Integer call() throws IOException {
    StreamDefinition definition = stream.load();
    try (SparkSession spark = Session.open("aggregation ladder", 2)) {
      Dataset<Row> records =
          spark
              .read()
              .format(ColumnarKafkaSource.FORMAT)
              .options(KafkaSettings.source(definition, kafka))
              .load();
      Dataset<Row> stock = stock(spark, definition.raw().topic());
      new TurnTaker(ways(spark, records, stock, definition)).serve();
      return 0;
    }
  }

  private Map<String, Runnable> ways(
      SparkSession spark, Dataset<Row> records, Dataset<Row> stock, StreamDefinition definition) {
    UnaryOperator<Dataset<Row>> decode = all -> decode(all, definition);
    UnaryOperator<Dataset<Row>> windows = all -> windows(all, definition);
    UnaryOperator<Dataset<Row>> rows =
        all -> AggregatedRecords.encode(windows.apply(all), definition);
    Map<String, Runnable> ways = new LinkedHashMap<>();
    ways.put("stock source", () -> toNothing(stock.select("value")));
    ways.put("source", () -> toNothing(records.select("value")));
    ways.put("source, decode", () -> toNothing(decode.apply(records)));
    ways.put("source, decode, window", () -> toNothing(windows.apply(records)));
    DeadLetterSink kept =
        new CountingDeadLetterSink(
            KafkaSettings.deadLetters(definition, kafka),
            spark.sparkContext().longAccumulator("dead letters"));
    ways.put(
        "source, decode, window, dead letters kept",
        () -> toNothing(windows(records, definition, kept)));
    ways.put("whole job", () -> toTopic(rows.apply(records), TransactionalSink.FORMAT));
    ways.put("whole job, stock sink", () -> toTopic(rows.apply(records), "kafka"));
    ways.put(
        "whole job, stock from_json and sink",
        () ->
            toTopic(
                AggregatedRecords.encode(StockJson.windows(stock, definition), definition),
                "kafka"));
    return ways;
  }

  private static Dataset<Row> windows(Dataset<Row> records, StreamDefinition definition) {
    return windows(records, definition, DeadLetterSink.NONE);
  }

  private static Dataset<Row> windows(
      Dataset<Row> records, StreamDefinition definition, DeadLetterSink deadLetters) {
    return WindowedAggregation.ofRecords(records, definition, TimeLimits.DEFAULT, deadLetters);
  }

  /** Decodes as the job does and returns only the number of readings: one row for each task. */
  private static Dataset<Row> decode(Dataset<Row> records, StreamDefinition definition) {
    MapPartitionsFunction<RawRecords, Long> count =
        task -> {
          Supplier<Reading> readings =
              RawReadings.decode(task, definition, TimeLimits.DEFAULT, DeadLetterSink.NONE, null);
          long decoded = 0;
          while (readings.get() != null) {
            decoded++;
          }
          return List.of(decoded).iterator();
        };
    return RawRecords.of(records).mapPartitions(count, Encoders.LONG()).toDF();
  }

  /** Reads the topic with Spark's Kafka source, as in its guide. */
  private Dataset<Row> stock(SparkSession spark, String topic) {
    return spark
        .read()
        .format("kafka")
        .option("kafka.bootstrap.servers", kafka.properties().getProperty("bootstrap.servers"))
        .option("kafka.isolation.level", "read_committed")
        .option("subscribe", topic)
        .load();
  }

  private static void toNothing(Dataset<Row> rows) {
    rows.write().format("noop").mode(SaveMode.Overwrite).save();
  }

  private void toTopic(Dataset<Row> rows, String format) {
    // not to the stream's own topic, which need not exist
    rows.withColumn("topic", lit(to))
        .write()
        .format(format)
        .option("kafka.bootstrap.servers", kafka.properties().getProperty("bootstrap.servers"))
        .option("topic", to)
        .mode(SaveMode.Append)
        .save();
  }
}
