package io.tidemark.gateway.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UsageError;
import java.util.Properties;
import org.apache.kafka.common.record.internal.CompressionType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SenderSettingsTest {
  @ParameterizedTest
  @ValueSource(strings = {"acks=1", "batch.size=x", "delivery.timeout.ms=-1"})
  void aSettingThatKafkaRefusesIsAnErrorOfUse(String setting) {
    assertThatThrownBy(() -> of(setting))
        .isInstanceOf(UsageError.class)
        .hasMessageContaining("--kafka-properties");
  }

  private static SenderSettings of(String... settings) {
    Properties client = new Properties();
    client.setProperty("bootstrap.servers", "localhost:9");
    for (String setting : settings) {
      String[] parts = setting.split("=");
      client.setProperty(parts[0], parts[1]);
    }
    return SenderSettings.of(client);
  }

  @Test
  void theSettingsOfTheUserWin() {
    SenderSettings settings =
        of(
            "batch.size=1000",
            "linger.ms=7",
            "delivery.timeout.ms=40000",
            "compression.type=zstd",
            "retry.backoff.ms=20");
    assertThat(settings.batchSize()).isEqualTo(1000);
    assertThat(settings.lingerMs()).isEqualTo(7);
    assertThat(settings.deliveryTimeoutMs()).isEqualTo(40_000);
    assertThat(settings.compression().type()).isEqualTo(CompressionType.ZSTD);
    assertThat(settings.backoff().backoff(0)).isBetween(16L, 24L);
    assertThat(of().lingerMs()).isZero();
    assertThat(of().compression().type()).isEqualTo(CompressionType.LZ4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
  void eachCompressionIsKnown(String name) {
    assertThat(of("compression.type=" + name).compression().type().name).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({
    "acks=1, enable.idempotence=false, acks: expected all",
    "acks=all, enable.idempotence=false, enable.idempotence: expected true",
    "acks=all, transactional.id=one, transactional.id: expected no value",
    "acks=all, interceptor.classes=one, interceptor.classes: expected no value",
    "acks=all, partitioner.class=one, partitioner.class: expected no value"
  })
  void aSettingThatTheGatewayDoesNotFollowIsRefused(String one, String other, String problem) {
    assertThatThrownBy(() -> of(one, other))
        .isInstanceOf(UsageError.class)
        .hasMessageContaining(problem)
        .hasMessageContaining("--kafka-properties");
  }
}
