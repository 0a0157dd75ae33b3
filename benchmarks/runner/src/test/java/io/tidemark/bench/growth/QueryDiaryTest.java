package io.tidemark.bench.growth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.bench.latency.BatchTimes;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QueryDiaryTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode LOOK = batch(0, 0, "{\"triggerExecution\":3}");

  @Test
  void onlyBatchesThatBeganInTimeCountAndEmptyTriggersDoNot() {
    assertThat(
            BatchTimes.of(
                List.of(
                    batch(1, 5, "{\"addBatch\":100,\"triggerExecution\":140}"),
                    batch(2, 5, "{\"addBatch\":200,\"triggerExecution\":240}"),
                    batch(3, 5, "{\"addBatch\":900,\"triggerExecution\":940}"),
                    LOOK),
                1000,
                3000))
        .isEqualTo(
            Map.of(
                "addBatch", Map.of("count", 2L, "p50", 100L, "p95", 200L),
                "triggerExecution", Map.of("count", 2L, "p50", 140L, "p95", 240L)));
  }

  @Test
  void aCatchUpIsOverWithTheBatchThatReadsNothing() {
    JsonNode reads = batch(1, 500, "{\"addBatch\":100,\"triggerExecution\":1500}");
    JsonNode closes = batch(2, 0, "{\"addBatch\":100,\"triggerExecution\":500}");
    assertThat(CatchUp.of(List.of(LOOK, reads), Instant.EPOCH))
        .isEqualTo(new CatchUp(500, 1.5, 7, 1024, false));
    CatchUp all = CatchUp.of(List.of(LOOK, reads, closes, LOOK), Instant.EPOCH);
    assertThat(all).isEqualTo(new CatchUp(500, 2.0, 7, 1024, true));
    assertThat(all.recordsPerSecond()).isEqualTo(250);
  }

  @Test
  void theTimeThatAJobIsPausedIsNotPartOfItsCatchUp() {
    JsonNode paused = batch(1, 500, "{\"addBatch\":100,\"triggerExecution\":7500}");
    assertThat(CatchUp.of(List.of(paused), Instant.ofEpochSecond(7)).seconds()).isEqualTo(1.5);
  }

  private static JsonNode batch(int second, long records, String took) {
    try {
      return JSON.readTree(
          """
          {"heap":-1,"progress":{"timestamp":"1970-01-01T00:00:0%d.000Z","numInputRows":%d,
          "durationMs":%s,"stateOperators":[{"numRowsTotal":7,"memoryUsedBytes":1024}]}}
          """
              .formatted(second, records, took));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
