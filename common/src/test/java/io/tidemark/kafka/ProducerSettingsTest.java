package io.tidemark.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;

class ProducerSettingsTest {
  private static final String BLOCK = "max.block.ms";
  private static final String DELIVERY = "delivery.timeout.ms";

  @Test
  void aReadingWaitsForSpaceLongerThanAnyRecordStaysInTheBuffer() {
    assertThat(ProducerSettings.waiting(new Properties())).containsEntry(BLOCK, "180000");
    assertThat(ProducerSettings.waiting(client(DELIVERY, " 600000 ")))
        .containsEntry(BLOCK, "660000");
  }

  @Test
  void theUsersOwnLimitHolds() {
    assertThat(ProducerSettings.waiting(client(BLOCK, "5"))).containsEntry(BLOCK, "5");
  }

  @Test
  void aLimitThatIsNoNumberIsLeftToTheProducer() {
    assertThat(ProducerSettings.waiting(client(DELIVERY, "soon")))
        .containsEntry(DELIVERY, "soon")
        .containsEntry(BLOCK, "180000");
  }

  private static Properties client(String name, String value) {
    Properties client = new Properties();
    client.setProperty(name, value);
    return client;
  }
}
