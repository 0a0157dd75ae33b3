package io.tidemark.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class DeadLetterTest {
  private static final byte[] ORIGINAL = {0, (byte) 0xff, '{'};

  @Test
  void itKeepsTheOriginalBytesTheReasonThePositionAndTheTimestamp() {
    ProducerRecord<byte[], byte[]> record =
        new DeadLetter("a-raw", 3, 1234567890123L, 1_767_225_600_000L, "not JSON: ü", ORIGINAL)
            .toRecord("a-dead");
    assertThat(record.topic()).isEqualTo("a-dead");
    assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo("a-raw-3-1234567890123");
    DeadLetter read = DeadLetter.of(consumed(record.value(), record.headers()));
    assertThat(read.topic()).isEqualTo("a-raw");
    assertThat(read.partition()).isEqualTo(3);
    assertThat(read.offset()).isEqualTo(1234567890123L);
    assertThat(read.timestamp()).isEqualTo(1_767_225_600_000L);
    assertThat(read.reason()).isEqualTo("not JSON: ü");
    assertThat(read.value()).isEqualTo(ORIGINAL);
  }

  @Test
  void onlyARecordThatDruidLacksNamesTheDatasource() {
    ProducerRecord<byte[], byte[]> skipped =
        new DeadLetter("a-raw", 3, 17, 1_767_225_600_000L, "skipped", ORIGINAL, "a-raw")
            .toRecord("a-dead");
    assertThat(DeadLetter.of(consumed(skipped.value(), skipped.headers())).datasource())
        .isEqualTo("a-raw");
    ProducerRecord<byte[], byte[]> rejected =
        new DeadLetter("a-raw", 3, 17, 1_767_225_600_000L, "not JSON", ORIGINAL).toRecord("a-dead");
    assertThat(DeadLetter.of(consumed(rejected.value(), rejected.headers())).datasource()).isNull();
  }

  @Test
  void aLetterWithoutATimestampHasTheSmallestOne() {
    ProducerRecord<byte[], byte[]> record =
        new DeadLetter("a-raw", 3, 17, 1_767_225_600_000L, "not JSON", ORIGINAL).toRecord("a-dead");
    record.headers().remove("timestamp");
    assertThat(DeadLetter.of(consumed(record.value(), record.headers())).timestamp()).isEqualTo(1);
  }

  @Test
  void aRecordWithoutTheHeadersIsNoDeadLetter() {
    assertThatThrownBy(() -> DeadLetter.of(consumed(ORIGINAL, new RecordHeaders())))
        .isInstanceOf(IllegalArgumentException.class);
    RecordHeaders headers = new RecordHeaders();
    for (String name : new String[] {"topic", "partition", "offset", "reason"}) {
      headers.add(name, "x".getBytes(StandardCharsets.UTF_8));
    }
    assertThatThrownBy(() -> DeadLetter.of(consumed(ORIGINAL, headers)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static ConsumerRecord<byte[], byte[]> consumed(byte[] value, Headers headers) {
    return new ConsumerRecord<>(
        "a-dead",
        0,
        0,
        ConsumerRecord.NO_TIMESTAMP,
        TimestampType.NO_TIMESTAMP_TYPE,
        0,
        value.length,
        null,
        value,
        headers,
        Optional.empty());
  }
}
