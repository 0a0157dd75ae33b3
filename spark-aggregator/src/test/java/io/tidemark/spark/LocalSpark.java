package io.tidemark.spark;

import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.lit;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.model.record.TimeLimits;
import io.tidemark.spark.decode.DeadLetterSink;
import io.tidemark.spark.window.WindowedAggregation;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.streaming.runtime.MemoryStream;
import scala.Tuple2;
import scala.jdk.javaapi.CollectionConverters;

/** The one session of the tests, and raw records as Kafka's source would give them. */
public final class LocalSpark {
  public static final SparkSession SESSION =
      Session.builder("tests", 2)
          .master("local[2]")
          .config("spark.ui.enabled", "false")
          .config("spark.sql.streaming.metricsEnabled", "false")
          .getOrCreate();

  private static final JavaSparkContext TASKS =
      JavaSparkContext.fromSparkContext(SESSION.sparkContext());

  private static final String[] COLUMNS = {"value", "offset"};
  private static final Encoder<Tuple2<byte[], Long>> NUMBERED =
      Encoders.tuple(Encoders.BINARY(), Encoders.LONG());

  private LocalSpark() {}

  /** Lets in the early event times of tests, which are easy to read. */
  public static final TimeLimits ANY_PAST =
      new TimeLimits(TimeFormat.EARLIEST, TimeLimits.DEFAULT.maxAhead());

  public static Dataset<Row> batch(List<String> records) {
    return batchOfBytes(records.stream().map(LocalSpark::utf8).toList());
  }

  public static Dataset<Row> batchOfBytes(List<byte[]> records) {
    // in one partition, so that one task reads all in their order
    return likeKafka(
        SESSION
            .createDataset(TASKS.parallelize(numbered(records, 0), 1).rdd(), NUMBERED)
            .toDF(COLUMNS));
  }

  /** Aggregates as the job does with {@link #ANY_PAST}, and keeps no dead letters. */
  public static Dataset<Row> windows(Dataset<Row> records, StreamDefinition definition) {
    return windows(records, definition, DeadLetterSink.NONE);
  }

  public static Dataset<Row> windows(
      Dataset<Row> records, StreamDefinition definition, DeadLetterSink deadLetters) {
    return WindowedAggregation.ofRecords(records, definition, ANY_PAST, deadLetters);
  }

  /** All in partition 0, and all arrived now. */
  private static Dataset<Row> likeKafka(Dataset<Row> records) {
    return records.withColumn("partition", lit(0)).withColumn("timestamp", current_timestamp());
  }

  /** A stream into which records are put by hand. */
  public static final class Topic {
    private final MemoryStream<Tuple2<byte[], Long>> stream = MemoryStream.apply(NUMBERED, SESSION);

    private long end;

    public Dataset<Row> records() {
      return likeKafka(stream.toDF().toDF(COLUMNS));
    }

    public void add(String... records) {
      stream.addData(
          CollectionConverters.asScala(
              numbered(Arrays.stream(records).map(LocalSpark::utf8).toList(), end)));
      end += records.length;
    }
  }

  private static List<Tuple2<byte[], Long>> numbered(List<byte[]> records, long from) {
    return IntStream.range(0, records.size())
        .mapToObj(i -> new Tuple2<>(records.get(i), from + i))
        .toList();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
