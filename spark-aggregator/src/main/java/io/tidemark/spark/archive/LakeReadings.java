package io.tidemark.spark.archive;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.timestamp_millis;
import static org.apache.spark.sql.functions.when;

import io.tidemark.cli.UserError;
import io.tidemark.kafka.KafkaBroker;
import io.tidemark.kafka.TopicOffsets;
import io.tidemark.lake.LakeCatalog;
import io.tidemark.lake.LakeTables;
import io.tidemark.lake.TableLayout;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.record.TimeLimits;
import io.tidemark.spark.decode.DeadLetterSink;
import io.tidemark.spark.decode.ReadingInput;
import io.tidemark.spark.source.ColumnarKafkaSource;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * All readings of a stream: those in the lake, and from where the table ends those in the raw
 * topic. The table has the offsets in the same commit as the rows, so each record is read once.
 *
 * @param archived the rows of the table; null when it has none
 * @param rest the records of the topic that are not in the table
 */
public record LakeReadings(Dataset<Row> archived, Dataset<Row> rest) {
  private static final String CATALOG_SETTINGS = "spark.sql.catalog.";
  private static final TopicStart.Exceptions NONE = new TopicStart.Exceptions(false, false);

  /**
   * Opens the latest snapshot of the table.
   *
   * @param source options of {@link ColumnarKafkaSource} without offsets
   * @param ends where to end, not included: {@code latest}, or the offsets of each partition as
   *     Spark's source takes them
   * @throws UserError when there is no table, or it does not continue in the topic
   */
  public static LakeReadings open(
      SparkSession spark,
      LakeCatalog catalog,
      StreamDefinition definition,
      Map<String, String> source,
      KafkaBroker broker,
      String ends) {
    TableLayout layout = TableLayout.readings(definition);
    String topic = definition.raw().topic();
    KafkaBroker.Topic found = broker.topic(topic);
    try (LakeTables tables = new LakeTables(catalog.openExisting())) {
      Table table =
          tables
              .find(layout)
              .orElseThrow(
                  () ->
                      new UserError(
                          "there is no table "
                              + layout.fullName()
                              + " in "
                              + catalog
                              + ": './tidemark aggregate archive' fills it"));
      TopicOffsets from = new TopicStart(table, topic, found, NONE).offsets(broker);
      SortedMap<Integer, Long> last =
          "latest".equals(ends) ? new TreeMap<>() : TopicOffsets.ofSource(ends).next();
      Dataset<Row> rest =
          spark
              .read()
              .format(ColumnarKafkaSource.FORMAT)
              .options(source)
              .option(
                  "startingOffsets",
                  earlier(from, last).orEarliest(found.partitions()).source(topic))
              .option("endingOffsets", ends)
              .load();
      return new LakeReadings(rows(spark, catalog, table, layout, last), rest);
    }
  }

  /**
   * The rows of the current snapshot.
   *
   * @param ends of each partition the offset before which its rows are, or a negative number for
   *     all; of a partition that is missing all rows
   * @return null when there is no snapshot
   */
  static Dataset<Row> rows(
      SparkSession spark,
      LakeCatalog catalog,
      Table table,
      TableLayout layout,
      SortedMap<Integer, Long> ends) {
    Snapshot snapshot = table.currentSnapshot();
    if (snapshot == null) {
      return null;
    }
    catalog
        .sparkSettings()
        .forEach(
            (name, value) -> {
              // the extensions of the SQL syntax can be set at the start alone, and nothing needs
              // them here
              if (name.startsWith(CATALOG_SETTINGS)) {
                spark.conf().set(name, value);
              }
            });
    return spark
        .read()
        .option("versionAsOf", snapshot.snapshotId())
        .table(
            LakeCatalog.NAME
                + "."
                + ArchivedReadings.quoted(layout.identifier().namespace().toString())
                + "."
                + layout.table())
        .where(before(ends));
  }

  /** Of each partition where the table ends, or where the reader ends if that is before. */
  private static TopicOffsets earlier(TopicOffsets archived, SortedMap<Integer, Long> ends) {
    SortedMap<Integer, Long> earlier = new TreeMap<>(archived.next());
    earlier.replaceAll(
        (partition, next) ->
            isEnd(ends.get(partition)) ? Math.min(next, ends.get(partition)) : next);
    return new TopicOffsets(earlier);
  }

  /** Spark's source writes -1 for the latest offset. */
  private static boolean isEnd(Long end) {
    return end != null && end >= 0;
  }

  private static Column before(SortedMap<Integer, Long> ends) {
    Column end = lit(Long.MAX_VALUE);
    for (Map.Entry<Integer, Long> one : ends.entrySet()) {
      if (isEnd(one.getValue())) {
        end =
            when(col(TableLayout.KAFKA_PARTITION).equalTo(one.getKey()), lit(one.getValue()))
                .otherwise(end);
      }
    }
    return ends.isEmpty() ? lit(true) : col(TableLayout.KAFKA_OFFSET).lt(end);
  }

  /**
   * The readings of both.
   *
   * @param limits the event times that are possible
   * @param from epoch milliseconds: of the table no earlier event times; null for all
   * @param to epoch milliseconds: of the table only event times before it; null for all
   */
  public List<ReadingInput<?>> inputs(
      StreamDefinition definition, TimeLimits limits, Long from, Long to) {
    ReadingInput<?> records = ReadingInput.ofRecords(rest, definition, limits, DeadLetterSink.NONE);
    if (archived == null) {
      return List.of(records);
    }
    Column time = col(ArchivedReadings.quoted(definition.raw().time().name()));
    // Iceberg does not read the files of other hours
    Dataset<Row> inRange = archived;
    if (from != null) {
      inRange = inRange.where(time.geq(timestamp_millis(lit(from))));
    }
    if (to != null) {
      inRange = inRange.where(time.lt(timestamp_millis(lit(to))));
    }
    return List.of(ArchivedReadings.of(inRange, definition, limits), records);
  }
}
