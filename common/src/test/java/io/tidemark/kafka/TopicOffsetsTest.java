package io.tidemark.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TopicOffsetsTest {
  private static final TopicOffsets OFFSETS =
      new TopicOffsets(new TreeMap<>(Map.of(0, 17L, 10, 1L << 40)));

  @Test
  void offsetsAreReadAsTheyAreWritten() {
    assertThat(OFFSETS.json()).isEqualTo("{\"0\":17,\"10\":1099511627776}");
    assertThat(TopicOffsets.parse(OFFSETS.json())).isEqualTo(OFFSETS);
    assertThat(OFFSETS.source("a.b")).isEqualTo("{\"a.b\":{\"0\":17,\"10\":1099511627776}}");
    assertThat(TopicOffsets.ofSource(OFFSETS.source("a.b"))).isEqualTo(OFFSETS);
    assertThat(TopicOffsets.parse(TopicOffsets.NONE.json())).isEqualTo(TopicOffsets.NONE);
  }

  @Test
  void partitionsThatWereNotReadBeginAtTheEarliestOffset() {
    assertThat(OFFSETS.orEarliest(2).next()).isEqualTo(Map.of(0, 17L, 1, -2L, 10, 1L << 40));
  }

  @Test
  void anythingElseIsRefused() {
    assertThatThrownBy(() -> TopicOffsets.parse("{\"0\":"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected offsets by partition: {\"0\":");
    assertThatThrownBy(() -> TopicOffsets.parse("{\"first\":1}"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TopicOffsets.ofSource("{\"a\":{\"0\":1},\"b\":{\"0\":1}}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("expected the offsets of one topic");
  }
}
