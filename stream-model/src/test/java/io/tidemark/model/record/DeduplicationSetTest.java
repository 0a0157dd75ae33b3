package io.tidemark.model.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeduplicationSetTest {
  private static final Field TIME = new Field("time", FieldType.TIMESTAMP, 0, null, null);
  private static final Field A = new Field("a", FieldType.STRING, 0, null, null);
  private static final Field B = new Field("b", FieldType.STRING, 0, null, null);
  private static final StreamDefinition.Raw RAW =
      new StreamDefinition.Raw("raw", A, TIME, List.of(TIME, A, B));

  private final DeduplicationSet set = new DeduplicationSet(RAW);

  @Test
  void knowsEveryReadingAgainThroughItsGrowth() {
    for (int i = 0; i < 20_000; i++) {
      assertThat(set.add(reading(i, "a", "b"))).isTrue();
    }
    for (int i = 0; i < 20_000; i++) {
      assertThat(set.add(reading(i, "a", "b"))).isFalse();
    }
  }

  @Test
  void doesNotMixUpTheTextsOfTwoFields() {
    assertThat(set.add(reading(1, "x", ""))).isTrue();
    assertThat(set.add(reading(1, "", "x"))).isTrue();
    assertThat(set.add(reading(1, "x".repeat(1_000), "y"))).isTrue();
    assertThat(set.add(reading(1, "x".repeat(1_000), "y"))).isFalse();
  }

  private static Reading reading(long time, String a, String b) {
    Reading reading = RAW.newReading();
    reading.number(0, time);
    reading.text(1, a);
    reading.text(2, b);
    return reading;
  }
}
