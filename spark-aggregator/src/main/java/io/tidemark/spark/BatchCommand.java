package io.tidemark.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_millis;

import io.tidemark.cli.AggregatedOption;
import io.tidemark.cli.KafkaOptions;
import io.tidemark.cli.RootCause;
import io.tidemark.cli.StreamOption;
import io.tidemark.cli.TimeLimitOptions;
import io.tidemark.cli.UsageError;
import io.tidemark.cli.UserError;
import io.tidemark.kafka.KafkaBroker;
import io.tidemark.lake.FromLakeOption;
import io.tidemark.lake.LakeCatalog;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.registry.RegistryOptions;
import io.tidemark.spark.archive.LakeReadings;
import io.tidemark.spark.decode.DatasourceRows;
import io.tidemark.spark.decode.DeadLetterSink;
import io.tidemark.spark.decode.ReadingInput;
import io.tidemark.spark.sink.AggregatedRecords;
import io.tidemark.spark.sink.TransactionalSink;
import io.tidemark.spark.source.ColumnarKafkaSource;
import io.tidemark.spark.window.WindowedAggregation;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code aggregate batch}: computes the same windows from a range of offsets or of event time in
 * one run.
 */
@Command(
    name = "batch",
    mixinStandardHelpOptions = true,
    description = {
      "Aggregates a range of offsets or of event time, late readings included, and ends.",
      "Over the same offsets it gives the rows that the stream gives, with its late readings.",
      "With --from-lake it reads the archived readings, and the topic only from where they end.",
      "What cannot be counted is passed over; the stream keeps it in the dead-letter topic."
    })
final class BatchCommand implements Callable<Integer> {
  private static final String EARLIEST = "earliest";

  @Mixin StreamOption stream;
  @Mixin KafkaOptions kafka;
  @Mixin RegistryOptions registry;
  @Mixin TimeLimitOptions times;
  @Mixin AggregatedOption windows;
  @Mixin FromLakeOption fromLake;

  @Option(
      names = "--readings",
      description =
          "Not the windows but the readings, as the raw datasource has them: filtered ones and"
              + " duplicates too. --from and --to are event times then.")
  boolean readings;

  @Option(
      names = "--starting-offsets",
      paramLabel = "OFFSETS",
      defaultValue = EARLIEST,
      description =
          "The first offsets: earliest, or JSON such as {\"sensor-data-raw\":{\"0\":23}}; -2 is"
              + " the earliest (default: ${DEFAULT-VALUE}).")
  String startingOffsets;

  @Option(
      names = "--ending-offsets",
      paramLabel = "OFFSETS",
      defaultValue = "latest",
      description =
          "Where to end, not included: latest, or JSON; -1 is the latest (default:"
              + " ${DEFAULT-VALUE}).")
  String endingOffsets;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "Only windows that start at this event time or later.")
  Instant from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "Only windows that start before this event time.")
  Instant to;

  @Option(
      names = "--output",
      paramLabel = "WHERE",
      description =
          "topic:NAME, or files:FOLDER for a new folder (default: the definition's aggregated"
              + " topic).")
  String output;

  /** The format of the files. */
  enum Format {
    /** One row per line, as in the topic. */
    JSON,
    /** With typed columns. */
    PARQUET
  }

  @Option(
      names = "--format",
      paramLabel = "json|parquet",
      defaultValue = "json",
      description = "Of files (default: ${DEFAULT-VALUE}).")
  Format format;

  @Option(
      names = "--shuffle-partitions",
      paramLabel = "N",
      defaultValue = "2",
      description =
          "Partitions of the aggregation and, of a stream, of its state, so that the first run of"
              + " a checkpoint fixes the number (default: ${DEFAULT-VALUE}).")
  int shufflePartitions;

  @Override
  public Integer call() {
    StreamDefinition loaded = windows.choose(stream.load());
    checkRange(loaded);
    if (output != null && !readings) {
      AggregatedOption.requireOne("--output", loaded);
    }
    String where =
        output == null ? "topic:" + String.join(", ", loaded.aggregatedTopics()) : output;
    if (!where.matches("(topic|files):.+")) {
      throw new UsageError("--output: expected topic:NAME or files:FOLDER, found " + where);
    }
    boolean toTopic = where.startsWith("topic:");
    if (readings && toTopic) {
      throw new UsageError("--readings: expected --output files:FOLDER with it, found " + where);
    }
    StreamDefinition definition = toTopic ? registry.writingRows(loaded) : registry.checked(loaded);
    if (fromLake.isGiven()) {
      IcebergRuntime.require();
    }
    Optional<LakeCatalog> catalog = fromLake.catalog();
    if (catalog.isPresent() && !startingOffsets.equals(EARLIEST)) {
      throw new UsageError(
          "--starting-offsets: the lake has the readings from the first on; expected --from");
    }
    String target = where.substring("topic:".length());
    List<String> topics = output == null ? definition.aggregatedTopics() : List.of(target);
    KafkaSettings.check(kafka, definition.raw().topic(), toTopic ? topics : List.of());
    try (SparkSession spark = Session.open("tidemark " + definition.name(), shufflePartitions)) {
      Observation written = new Observation();
      Dataset<Row> rows =
          rows(spark, definition, catalog).observe(written, functions.count(lit(1)).as("rows"));
      if (toTopic) {
        Dataset<Row> encoded = AggregatedRecords.encode(rows, definition);
        (output == null ? encoded : encoded.withColumn("topic", lit(target)))
            .write()
            .format(TransactionalSink.FORMAT)
            .options(KafkaSettings.sink(topics.get(0), kafka))
            .mode(SaveMode.Append)
            .save();
      } else if (format == Format.JSON) {
        (readings ? rows : AggregatedRecords.withInstantsAsText(rows, definition))
            .write()
            .options(AggregatedRecords.WITH_NULLS)
            .json(target);
      } else {
        rows.write().parquet(target);
      }
      System.out.printf(
          Locale.ROOT,
          "%s %,d rows: %s%n",
          readings ? "Wrote" : "Aggregated into",
          written.getAsJava().get("rows"),
          where);
      return 0;
    } catch (Exception e) {
      throw new UserError("the batch failed: " + RootCause.line(e), e);
    }
  }

  private Dataset<Row> rows(
      SparkSession spark, StreamDefinition definition, Optional<LakeCatalog> catalog) {
    List<ReadingInput<?>> inputs =
        catalog
            .map(lake -> archived(spark, definition, lake))
            .orElseGet(() -> List.of(records(spark, definition)));
    return readings
        ? DatasourceRows.of(inputs, definition, millis(from), millis(to))
        : WindowedAggregation.of(inputs, definition).where(inRange());
  }

  private List<ReadingInput<?>> archived(
      SparkSession spark, StreamDefinition definition, LakeCatalog lake) {
    Long end = to == null || readings ? millis(to) : definition.lastEnd(to.toEpochMilli());
    return LakeReadings.open(
            spark,
            lake,
            definition,
            KafkaSettings.source(definition, kafka),
            new KafkaBroker(kafka.properties()),
            endingOffsets)
        .inputs(definition, times.limits(), millis(from), end);
  }

  private ReadingInput<?> records(SparkSession spark, StreamDefinition definition) {
    Dataset<Row> records =
        spark
            .read()
            .format(ColumnarKafkaSource.FORMAT)
            .options(KafkaSettings.source(definition, kafka))
            .option("startingOffsets", startingOffsets)
            .option("endingOffsets", endingOffsets)
            .load();
    return ReadingInput.ofRecords(records, definition, times.limits(), DeadLetterSink.NONE);
  }

  private static Long millis(Instant bound) {
    return bound == null ? null : bound.toEpochMilli();
  }

  /** Requires bounds at window starts, so that every window in the range is complete. */
  private void checkRange(StreamDefinition definition) {
    for (Instant bound : new Instant[] {from, to}) {
      if (bound != null && !readings) {
        AggregatedOption.requireStart("--from and --to", bound, definition);
      }
    }
  }

  private Column inRange() {
    Column start = unix_millis(col(StreamDefinition.WINDOW_START));
    Column after = from == null ? lit(true) : start.geq(from.toEpochMilli());
    return to == null ? after : after.and(start.lt(to.toEpochMilli()));
  }
}
