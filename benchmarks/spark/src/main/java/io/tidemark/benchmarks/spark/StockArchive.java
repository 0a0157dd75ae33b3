package io.tidemark.benchmarks.spark;

import io.tidemark.cli.Commands;
import io.tidemark.cli.KafkaOptions;
import io.tidemark.cli.StreamOption;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.spark.Session;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The peer of {@code aggregate archive}: Spark's Kafka source, {@code from_json} and Iceberg's own
 * streaming sink, as in the guide of each. The catalog is in the settings of the JVM.
 */
@Command(
    name = "stock-archive",
    mixinStandardHelpOptions = true,
    description = "Archives what is in the raw topic with the stock source and sink, then stops.")
public final class StockArchive implements Callable<Integer> {
  /**
   * Settings of the sink: the tasks write what they read, without a shuffle, which was up to twice
   * as fast as the default. Nullable columns are taken for required ones.
   */
  private static final Map<String, String> SINK =
      Map.of("distribution-mode", "none", "fanout-enabled", "true", "check-nullability", "false");

  @Mixin StreamOption stream;
  @Mixin KafkaOptions kafka;

  @Option(
      names = "--to",
      paramLabel = "TABLE",
      required = true,
      description = "The table, with the name of its catalog.")
  String to;

  @Option(
      names = "--checkpoint",
      paramLabel = "FOLDER",
      required = true,
      description = "Gets the checkpoint.")
  Path checkpoint;

  public static void main(String[] args) {
    System.exit(Commands.run(new StockArchive(), args));
  }

  @Override
  public Integer call() throws Exception {
    StreamDefinition definition = stream.load();
    try (SparkSession spark = Session.open("stock archive", 2)) {
      Dataset<Row> records =
          spark
              .readStream()
              .format("kafka")
              .option("kafka.bootstrap.servers", kafka.bootstrapServers())
              .option("kafka.isolation.level", "read_committed")
              .option("subscribe", definition.raw().topic())
              .option("startingOffsets", "earliest")
              .load();
      StockJson.readings(records, definition)
          .writeStream()
          .format("iceberg")
          .outputMode("append")
          .options(SINK)
          .option("checkpointLocation", checkpoint.toUri().toString())
          .trigger(Trigger.AvailableNow())
          .toTable(to)
          .awaitTermination();
      return 0;
    }
  }
}
