package io.tidemark.spark.source;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.rand;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.spark.LocalSpark;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.SparkPlan;
import org.junit.jupiter.api.Test;

/** The queries are planned and not run: Spark plans them without a broker. */
class RecordsByReferenceTest {
  private static Dataset<Row> topic() {
    return LocalSpark.SESSION
        .read()
        .format(ColumnarKafkaSource.FORMAT)
        .option("kafka.bootstrap.servers", "127.0.0.1:1")
        .option("subscribe", "raw")
        .load();
  }

  /** The plan of a query that makes objects of the rows. */
  private static <T> String plan(Dataset<T> rows) {
    MapPartitionsFunction<T, Long> none = all -> List.<Long>of().iterator();
    Encoder<Long> number = Encoders.LONG();
    return rows.mapPartitions(none, number).queryExecution().executedPlan().toString();
  }

  @Test
  void recordsBecomeObjectsWithoutACopy() {
    assertThat(plan(RawRecords.of(topic())))
        .containsSubsequence("MapPartitions", "RawRecords", "BatchScan")
        .doesNotContain("DeserializeToObject", "ColumnarToRow", "Project");
  }

  @Test
  void otherQueriesOfTheSourceArePlannedAsBefore() {
    assertThat(
            plan(
                topic()
                    .select(col("value"), rand())
                    .as(Encoders.tuple(Encoders.BINARY(), Encoders.DOUBLE()))))
        .contains("DeserializeToObject", "ColumnarToRow", "Project");
    assertThat(topic().select("offset").queryExecution().executedPlan().toString())
        .contains("ColumnarToRow");
  }

  @Test
  void aPlanCanBeCopied() {
    MapPartitionsFunction<RawRecords, Long> none = all -> List.<Long>of().iterator();
    SparkPlan plan =
        RawRecords.of(topic()).mapPartitions(none, Encoders.LONG()).queryExecution().executedPlan();
    RawRecordsExec records =
        (RawRecordsExec) plan.find(node -> node instanceof RawRecordsExec).get();
    SparkPlan copy =
        records.makeCopy(
            new Object[] {
              records.productElement(0), records.productElement(1), records.productElement(2)
            });
    assertThat(copy).isEqualTo(records);
    assertThat(records.productArity()).isEqualTo(3);
    assertThat(copy.missingInput().isEmpty()).isTrue();
  }

  @Test
  void recordsWhoseColumnsAreChangedFirstArePlannedAsBefore() {
    List<Dataset<Row>> changed =
        List.of(
            topic().withColumn("offset", col("offset").plus(1)),
            topic().withColumn("value", col("key")),
            topic().where("partition = 1"));
    assertThat(changed)
        .allSatisfy(rows -> assertThat(plan(RawRecords.of(rows))).contains("DeserializeToObject"));
  }

  @Test
  void otherSourcesArePlannedAsBefore() {
    assertThat(plan(RawRecords.of(LocalSpark.batch(List.of("{}")))))
        .contains("DeserializeToObject");
  }
}
