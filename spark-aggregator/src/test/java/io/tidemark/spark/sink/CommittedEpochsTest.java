package io.tidemark.spark.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommittedEpochsTest {
  @Test
  void aWriteThatSparkLogsShowsNoPassword() {
    Map<String, String> client =
        Map.of("bootstrap.servers", "kafka:9092", "sasl.jaas.config", "password=\"secret\"");
    assertThat(new CommittedEpochs(client, "windows", "query", List.of()).toString())
        .contains("windows", "query")
        .doesNotContain("secret");
  }
}
