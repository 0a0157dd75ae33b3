package io.tidemark.spark;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.streaming.runtime.MemoryStream;
import scala.jdk.javaapi.CollectionConverters;

/** The one session of the tests, and raw records as Kafka's source would give them. */
final class LocalSpark {
  static final SparkSession SESSION =
      SparkSession.builder()
          .master("local[2]")
          .config("spark.ui.enabled", "false")
          .config("spark.sql.session.timeZone", "UTC")
          .config("spark.sql.shuffle.partitions", "2")
          .config("spark.sql.streaming.metricsEnabled", "false")
          .getOrCreate();

  private LocalSpark() {}

  static Dataset<Row> batch(List<String> records) {
    return SESSION.createDataset(bytes(records), Encoders.BINARY()).toDF("value");
  }

  /** A stream into which records are put by hand. */
  static final class Topic {
    private final MemoryStream<byte[]> stream = MemoryStream.apply(Encoders.BINARY(), SESSION);

    Dataset<Row> records() {
      return stream.toDF().toDF("value");
    }

    void add(String... records) {
      stream.addData(CollectionConverters.asScala(bytes(Arrays.asList(records))));
    }
  }

  private static List<byte[]> bytes(List<String> records) {
    return records.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
  }
}
