package io.tidemark.spark.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.spark.sink.IdleProducers.Writer;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.junit.jupiter.api.Test;

class IdleProducersTest {
  private static final Epochs QUERY = new Epochs(Map.of("client.id", "a"), "windows", "query");

  private long now;
  private final IdleProducers idle = new IdleProducers(() -> now);
  private final MockProducer<byte[], byte[]> producer = new MockProducer<>();

  @Test
  void aProducerIsTakenOnceAndTellsWhatItCommittedLast() {
    idle.keep(new Writer(QUERY, 1), producer, 7);
    assertThat(idle.take(new Writer(QUERY, 1)))
        .hasValueSatisfying(
            one -> {
              assertThat(one.producer()).isSameAs(producer);
              assertThat(one.epoch()).isEqualTo(7);
            });
    assertThat(idle.take(new Writer(QUERY, 1))).isEmpty();
    assertThat(producer.closed()).isFalse();
  }

  @Test
  void nobodyElseGetsIt() {
    idle.keep(new Writer(QUERY, 1), producer, 7);
    assertThat(idle.take(new Writer(QUERY, 2))).isEmpty();
    assertThat(idle.take(new Writer(new Epochs(QUERY.client(), "windows", "another"), 1)))
        .isEmpty();
    assertThat(idle.take(new Writer(new Epochs(Map.of("client.id", "b"), "windows", "query"), 1)))
        .isEmpty();
  }

  @Test
  void oneThatNobodyHasTakenForLongIsClosed() {
    idle.keep(new Writer(QUERY, 1), producer, 7);
    now = IdleProducers.LIMIT.toNanos() + 1;
    assertThat(idle.take(new Writer(QUERY, 1))).isEmpty();
    assertThat(producer.closed()).isTrue();
  }

  @Test
  void ofTwoForTheSameWriterTheOneThatCommittedLastStays() {
    MockProducer<byte[], byte[]> later = new MockProducer<>();
    idle.keep(new Writer(QUERY, 1), producer, 7);
    idle.keep(new Writer(QUERY, 1), later, 8);
    assertThat(producer.closed()).isTrue();
    assertThat(idle.take(new Writer(QUERY, 1)))
        .hasValueSatisfying(one -> assertThat(one.producer()).isSameAs(later));
  }
}
