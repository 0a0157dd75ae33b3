package io.tidemark.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.window;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;

/**
 * A stream with windows that the build runs once, so that its JVM can archive the classes of Spark
 * which it has loaded. A job that starts with this archive loads them in half of the time. It is
 * JEP 350, <a href="https://openjdk.org/jeps/350">Dynamic CDS Archives</a>.
 */
public final class ClassArchiveRun {
  private static final int PARTITIONS = 2;

  private ClassArchiveRun() {}

  /** Runs the stream in a folder of temporary files, and ends the JVM. */
  public static void main(String[] args) throws Exception {
    Path checkpoint = Files.createTempDirectory("tidemark-class-archive-");
    try (SparkSession spark = Session.open("class archive", PARTITIONS)) {
      run(spark, checkpoint);
    } finally {
      FileUtil.fullyDelete(checkpoint.toFile());
    }
    System.exit(0);
  }

  private static void run(SparkSession spark, Path checkpoint) throws Exception {
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
}
