package io.tidemark.spark.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KafkaClientPoolTest {
  private long now;
  private final List<String> closed = new ArrayList<>();
  private final KafkaClientPool<String, String> idle =
      new KafkaClientPool<>(() -> now, closed::add);

  @Test
  void aClientIsTakenOnceAndOnlyByItsOwner() {
    idle.keep("owner", "client");
    assertThat(idle.take("another")).isEmpty();
    assertThat(idle.take("owner")).contains("client");
    assertThat(idle.take("owner")).isEmpty();
    assertThat(closed).isEmpty();
  }

  @Test
  void oneThatNobodyHasTakenForLongIsClosed() {
    idle.keep("owner", "client");
    now = KafkaClientPool.LIMIT.toNanos() + 1;
    assertThat(idle.take("owner")).isEmpty();
    assertThat(closed).containsExactly("client");
  }

  @Test
  void ofTwoForTheSameOwnerTheLaterStays() {
    idle.keep("owner", "earlier");
    idle.keep("owner", "later");
    assertThat(closed).containsExactly("earlier");
    assertThat(idle.take("owner")).contains("later");
  }
}
