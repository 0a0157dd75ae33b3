package io.tidemark.spark.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TransactionSettingsTest {
  @Test
  void aRequestOfATransactionIsRepeatedSoonUnlessTheUserSaysOtherwise() {
    assertThat(TransactionSettings.of(Map.of(), "writer")).containsEntry("retry.backoff.ms", "10");
    assertThat(TransactionSettings.of(Map.of("retry.backoff.ms", "500"), "writer"))
        .containsEntry("retry.backoff.ms", "500");
  }

  @Test
  void noSettingOfTheUserWeakensExactlyOnceDelivery() {
    Map<String, String> weak =
        Map.of("acks", "1", "enable.idempotence", "false", "transactional.id", "another");
    assertThat(TransactionSettings.of(weak, "writer"))
        .containsEntry("acks", "all")
        .containsEntry("enable.idempotence", "true")
        .containsEntry("transactional.id", "writer");
  }
}
