package io.tidemark.spark.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.spark.LocalSpark;
import io.tidemark.spark.Samples;
import io.tidemark.testing.Definitions;
import java.nio.file.Path;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Holds the state of a definition to its columns and their types: a checkpoint that another version
 * has written is read by them.
 */
class StateSchemaTest {
  private static final String DEFINITION =
      """
      stream: pumps
      raw:
        topic: pumps-raw
        key: pump
        time: time
        fields:
          time: {type: timestamp}
          pump: {type: string}
          flow: {type: decimal, scale: 2}
          mode: {type: string}
      aggregated:
        topic: pumps-aggregated
        window: 1 minute
        watermark: 0
        by: [pump]
        measures:
          readings: count
          total: sum(flow)
          mean: avg(flow)
          least: min(flow)
          most: max(mode)
          first_flow: first(flow)
          last_mode: last(mode)
          spread: stddev(flow)
          modes: distinct(mode)
          flows: quantiles(flow)
      """;

  @TempDir Path checkpoint;

  @Test
  void aPlainDefinitionKeepsItsState() throws Exception {
    assertThat(state(Definitions.read(DEFINITION), 0))
        .isEqualTo(
            "key STRUCT<__window: STRUCT<start: TIMESTAMP, end: TIMESTAMP> NOT NULL, pump: STRING>,"
                + "value STRUCT<"
                // the count, a sum, an average, a minimum, a maximum
                + "sum: BIGINT, sum: BIGINT, sum: BIGINT, sum: BIGINT, sum: BIGINT,"
                + " min: BIGINT, max: STRING,"
                // a first number, a last text
                + " min: DECIMAL(38,0), max: STRUCT<__last_mode: BIGINT, value: STRING>,"
                // a deviation, two sketches
                + " sum: BIGINT, sum: BIGINT, sum: BIGINT, sum: BIGINT, sum: BIGINT, sum: BIGINT,"
                + " buf: BINARY, buf: BINARY>");
  }

  @Test
  void aPlainDefinitionKeepsItsStateOfReadingsThatCameOnce() throws Exception {
    assertThat(state(Samples.deduplicated(Definitions.read(DEFINITION)), 1))
        .isEqualTo(
            "key STRUCT<time: BIGINT, pump: STRING, flow: BIGINT, mode: STRING>,"
                + "value STRUCT<expiresAtMicros: BIGINT NOT NULL>");
  }

  /** Key and value of an operator of the query, counted from its end. */
  private String state(StreamDefinition definition, int operator) throws Exception {
    LocalSpark.Topic topic = new LocalSpark.Topic();
    StreamingQuery query =
        LocalSpark.windows(topic.records(), definition)
            .writeStream()
            .format("noop")
            .option("checkpointLocation", checkpoint.toString())
            .outputMode("append")
            .start();
    try {
      topic.add(
          "{\"time\":%d,\"pump\":\"p\",\"flow\":1.5,\"mode\":\"m\"}"
              .formatted(Samples.at("12:00:00")));
      query.processAllAvailable();
    } finally {
      query.stop();
    }
    return LocalSpark.SESSION
        .read()
        .format("statestore")
        .option("operatorId", operator)
        .load(checkpoint.toString())
        .select("key", "value")
        .schema()
        .toDDL();
  }
}
