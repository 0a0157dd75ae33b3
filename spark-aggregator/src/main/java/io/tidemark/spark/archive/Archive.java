package io.tidemark.spark.archive;

import io.tidemark.cli.UserError;
import io.tidemark.kafka.KafkaBroker;
import io.tidemark.kafka.TopicOffsets;
import io.tidemark.lake.LakeCatalog;
import io.tidemark.lake.LakeTables;
import io.tidemark.lake.TableLayout;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.record.TimeLimits;
import io.tidemark.spark.decode.DeadLetterSink;
import io.tidemark.spark.restart.Queries;
import io.tidemark.spark.source.ColumnarKafkaSource;
import io.tidemark.spark.source.RawRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.hadoop.fs.FileUtil;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;

/**
 * The queries that write topics of a stream to its tables, one for each table.
 *
 * <p>A table itself has the offsets up to which it is filled, and each run begins there. Spark's
 * checkpoint is a temporary folder of the run: nothing depends on it afterwards.
 */
public final class Archive implements Queries {
  /**
   * What is archived, and how.
   *
   * @param source options of {@link ColumnarKafkaSource} without topic and offsets
   * @param broker the same broker, to examine topics
   * @param trigger the time from one epoch to the next; null to archive what is there and stop
   * @param epochRecords the most records of an epoch
   * @param exceptions what is accepted if a table does not continue in its topic
   * @param maintenance between two epochs; null for none
   * @param totals the totals of a table, by its name and topic, before its query begins
   * @param say receives lines for the user
   */
  public record Settings(
      StreamDefinition definition,
      TimeLimits limits,
      DeadLetterSink deadLetters,
      Map<String, String> source,
      KafkaBroker broker,
      Duration trigger,
      long epochRecords,
      TopicStart.Exceptions exceptions,
      MaintenanceInterval maintenance,
      BiFunction<String, String, ArchiveTotals> totals,
      Consumer<String> say) {}

  private static final Map<String, String> INTERPRETED =
      Map.of(
          "spark.sql.codegen.wholeStage", "false", "spark.sql.codegen.factoryMode", "NO_CODEGEN");

  private final SparkSession spark;
  private final Settings settings;
  private final LakeTables tables;
  private final Path checkpoints;
  private final List<StreamingQuery> queries = new ArrayList<>();
  private volatile boolean stopped;

  /**
   * Begins to fill the table of the readings, and those of the windows if they are wanted.
   *
   * @throws UserError when the catalog cannot be opened, or a table does not continue in its topic
   */
  public static Archive begin(
      SparkSession spark, LakeCatalog catalog, Settings settings, boolean windows) {
    Archive archive = new Archive(spark, catalog, settings);
    try {
      archive.readings();
      if (windows) {
        archive.windows();
      }
      return archive;
    } catch (RuntimeException e) {
      archive.close();
      throw e;
    }
  }

  private Archive(SparkSession spark, LakeCatalog catalog, Settings settings) {
    this.spark = spark;
    this.settings = settings;
    try {
      checkpoints = Files.createTempDirectory("tidemark-archive-");
    } catch (IOException e) {
      throw new UserError("cannot create a temporary folder: " + e.getMessage(), e);
    }
    tables = new LakeTables(catalog.open());
    // forgets the queries of an archive that has failed, which await would report once more
    spark.streams().resetTerminated();
  }

  /** Begins to fill the table of the readings, which it creates or adapts first. */
  private void readings() {
    StreamDefinition definition = settings.definition();
    Table table = tables.prepare(TableLayout.readings(definition), settings.say());
    ReadingDecoder decoder =
        new ReadingDecoder(
            definition,
            settings.limits(),
            settings.deadLetters(),
            table.schema().columns().stream().map(NestedField::name).toList());
    interpreted(() -> begin(table, definition.raw().topic(), RawRecords::of, decoder));
  }

  /**
   * Starts a query without code of its own. Spark's operators see a few rows of this query in each
   * epoch, and to compile code for them takes half a second of CPU time.
   */
  private void interpreted(Runnable start) {
    RuntimeConfig session = spark.conf();
    Map<String, String> before = new HashMap<>();
    INTERPRETED.keySet().forEach(setting -> before.put(setting, session.get(setting)));
    INTERPRETED.forEach(session::set);
    try {
      // a query keeps the settings that it was started with
      start.run();
    } finally {
      before.forEach(session::set);
    }
  }

  /** Begins to fill the tables of the windows, one for each aggregated topic. */
  private void windows() {
    List<String> topics = settings.definition().aggregatedTopics();
    List<TableLayout> layouts = TableLayout.windows(settings.definition());
    for (int kind = 0; kind < topics.size(); kind++) {
      Table table = tables.prepare(layouts.get(kind), settings.say());
      StreamDefinition.Aggregated windows = settings.definition().aggregates().get(kind);
      begin(
          table,
          topics.get(kind),
          records -> ArchivedWindows.decode(records, windows, table.schema()),
          ArchivedWindows.rows(table.schema()));
    }
  }

  private <T> void begin(
      Table table, String topic, Function<Dataset<Row>, Dataset<T>> read, RowDecoder<T> decoder) {
    KafkaBroker.Topic found = settings.broker().topic(topic);
    TopicOffsets from =
        new TopicStart(table, topic, found, settings.exceptions()).offsets(settings.broker());
    Dataset<Row> records =
        spark
            .readStream()
            .format(ColumnarKafkaSource.FORMAT)
            .options(settings.source())
            .option("subscribe", topic)
            .option("startingOffsets", from.orEarliest(found.partitions()).source(topic))
            .option("maxOffsetsPerTrigger", settings.epochRecords())
            .load();
    Path checkpoint = checkpoints.resolve(topic);
    ArchiveTotals totals = settings.totals().apply(table.name(), topic);
    TableArchive<T> archive =
        new TableArchive<>(table, decoder, found.id(), new EpochEnds(checkpoint), totals);
    Runnable maintenance =
        settings.maintenance() == null
            ? () -> {}
            : settings.maintenance().of(spark, table, settings.say());
    VoidFunction2<Dataset<byte[]>, Long> epoch =
        (batch, number) -> {
          archive.write(batch, number);
          maintenance.run();
        };
    try {
      queries.add(
          archive
              .files(read.apply(records))
              .writeStream()
              .foreachBatch(epoch)
              .option("checkpointLocation", checkpoint.toUri().toString())
              .queryName(table.name())
              .trigger(
                  settings.trigger() == null
                      ? Trigger.AvailableNow()
                      : Trigger.ProcessingTime(settings.trigger().toMillis()))
              .start());
    } catch (TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void await() throws StreamingQueryException {
    try {
      while (queries.stream().anyMatch(StreamingQuery::isActive)) {
        spark.streams().awaitAnyTermination();
        spark.streams().resetTerminated();
      }
      for (StreamingQuery query : queries) {
        query.awaitTermination();
      }
    } catch (StreamingQueryException e) {
      // an epoch that is interrupted may fail with any exception of the catalog
      if (!stopped) {
        throw e;
      }
    }
  }

  /** Stops the queries; the next run archives what is not committed. */
  private synchronized void stop() {
    stopped = true;
    for (StreamingQuery query : queries) {
      try {
        query.stop();
      } catch (TimeoutException e) {
        settings.say().accept("an epoch did not end in time; the next run archives it");
      }
    }
  }

  @Override
  public void close() {
    stop();
    tables.close();
    // what cannot be deleted is a few small files in the folder for temporary ones
    FileUtil.fullyDelete(checkpoints.toFile());
  }
}
