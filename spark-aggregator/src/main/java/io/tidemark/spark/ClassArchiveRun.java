package io.tidemark.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.hours;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.timestamp_seconds;
import static org.apache.spark.sql.functions.window;

import io.tidemark.lake.LakeCatalog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileUtil;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;

/**
 * A stream with windows, a table in a lake and clients of Kafka, which the build runs once, so that
 * its JVM can archive the classes of Spark, Iceberg and Kafka which it has loaded. A job that
 * starts with this archive loads them in half of the time. It is JEP 350, <a
 * href="https://openjdk.org/jeps/350">Dynamic CDS Archives</a>.
 */
public final class ClassArchiveRun {
  private static final int PARTITIONS = 2;

  private ClassArchiveRun() {}

  /** Runs the stream in a folder of temporary files, and ends the JVM. */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("tidemark-class-archive-");
    LakeCatalog lake = LakeCatalog.inFolder(folder.resolve("lake"));
    lake.open();
    var session = Session.builder("class archive", PARTITIONS);
    lake.sparkSettings().forEach(session::config);
    try (SparkSession spark = session.getOrCreate()) {
      stream(spark, folder.resolve("checkpoint"));
      table(spark);
      clients();
    } finally {
      FileUtil.fullyDelete(folder.toFile());
    }
    System.exit(0);
  }

  private static void stream(SparkSession spark, Path checkpoint) throws Exception {
    Dataset<Row> readings =
        spark.readStream().format("rate-micro-batch").option("rowsPerBatch", 100).load();
    readings
        .withWatermark("timestamp", "1 minute")
        .groupBy(window(col("timestamp"), "1 minute"), col("value").mod(7).as("key"))
        .agg(sum("value"), max("value"))
        .writeStream()
        .format("noop")
        .option("checkpointLocation", checkpoint.toString())
        .trigger(Trigger.AvailableNow())
        .start()
        .awaitTermination();
  }

  private static void table(SparkSession spark) throws Exception {
    spark
        .range(100)
        .select(
            col("id"),
            timestamp_seconds(col("id").multiply(600)).as("time"),
            col("id").cast("decimal(9,2)").as("amount"),
            col("id").cast("string").as("text"))
        .writeTo(LakeCatalog.NAME + ".archive.readings")
        .partitionedBy(hours(col("time")))
        .create();
  }

  /** The classes of clients load without a broker. */
  private static void clients() {
    Map<String, Object> settings = Map.of("bootstrap.servers", "127.0.0.1:1");
    ByteArrayDeserializer reads = new ByteArrayDeserializer();
    ByteArraySerializer writes = new ByteArraySerializer();
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings, reads, reads);
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings, writes, writes);
        Admin admin = Admin.create(settings)) {
      consumer.assign(List.of(new TopicPartition("readings", 0)));
      consumer.poll(Duration.ZERO);
      producer.flush();
      admin.metrics();
    }
  }
}
