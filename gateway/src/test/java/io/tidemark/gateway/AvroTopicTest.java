package io.tidemark.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.RawDecoder;
import io.tidemark.testing.Definitions;
import io.tidemark.testing.KnownSchemas;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Readings in JSON for a topic in Avro. */
class AvroTopicTest {
  private static final StreamDefinition AVRO = KnownSchemas.avro(Definitions.sample());
  private static final String ONE =
      "{\"time\":1772323200000,\"entity\":7,\"temp\":20.13,\"state\":\"on\"}";
  private static final String WRONG = "{\"time\":1772323200000,\"entity\":7,\"temp\":\"?\"}";

  private final RawDecoder decoder = new RawDecoder(AVRO.raw());
  private final Reading reading = AVRO.raw().newReading();

  @Test
  void aReadingIsSentAsAFrameAndCountedAndItsWindowIsClosed() throws Exception {
    try (TestGateway gateway = TestGateway.of(AVRO)) {
      HttpResponse<String> answer = gateway.postLines(ONE);
      assertThat(answer.body()).isEqualTo("{\"accepted\":1}");
      assertThat(gateway.records().get(0).key()).asString().isEqualTo("7");
      assertThat(decoder.decode(gateway.records().get(0).value(), 1, reading)).isNull();
      assertThat(reading.number(AVRO.raw().indexOf(AVRO.raw().time()))).isEqualTo(1772323200000L);
      var ledger = gateway.gateway.stop(Duration.ofSeconds(5), true).get(0);
      assertThat(ledger.sent()).isEqualTo(1);
      assertThat(ledger.windows()).hasSize(1);
      byte[] heartbeat = gateway.broker.history().get(1).value();
      assertThat(decoder.decode(heartbeat, 1, reading)).isNull();
      assertThat(reading.heartbeat()).isTrue();
    }
  }

  @Test
  void aRefusedRecordThatIsToBeADeadLetterIsSentAsItCame() throws Exception {
    try (TestGateway gateway = new TestGateway.Setup().deadLetters().open(AVRO)) {
      gateway.postLines(ONE, WRONG);
      assertThat(new String(gateway.records().get(1).value())).isEqualTo(WRONG);
      assertThat(decoder.decode(gateway.records().get(1).value(), 1, reading))
          .isEqualTo("not a frame of Avro: expected the first byte 0");
      var ledger = gateway.gateway.stop(Duration.ofSeconds(5), false).get(0);
      assertThat(ledger.faults().dead()).isEqualTo(1);
      assertThat(ledger.sent()).isEqualTo(2);
    }
  }
}
