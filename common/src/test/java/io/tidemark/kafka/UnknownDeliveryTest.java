package io.tidemark.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.NotEnoughReplicasAfterAppendException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class UnknownDeliveryTest {
  @Test
  void aRecordWithoutAnAnswerMayBeInTheTopic() {
    assertThat(
            List.of(
                new TimeoutException("Expiring 7 record(s) for raw-0"),
                new NetworkException("disconnected"),
                new NotEnoughReplicasAfterAppendException("written, and not replicated"),
                new KafkaException("Producer is closed forcefully.")))
        .allMatch(UnknownDelivery::isPossible);
  }

  @Test
  void aRecordThatWasRefusedIsNotInTheTopic() {
    assertThat(List.of(new RecordTooLargeException("2 MB"), new TopicAuthorizationException("raw")))
        .noneMatch(UnknownDelivery::isPossible);
  }
}
