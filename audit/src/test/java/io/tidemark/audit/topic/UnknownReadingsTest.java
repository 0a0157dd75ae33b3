package io.tidemark.audit.topic;

import static io.tidemark.audit.fixture.Streams.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.audit.fixture.Streams;
import io.tidemark.audit.ledger.RunLedgers;
import io.tidemark.audit.station.RawCount;
import io.tidemark.audit.station.SentReadings;
import io.tidemark.audit.station.WatermarkBound;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.ledger.RunLedger;
import io.tidemark.model.ledger.RunLedger.PartitionEntry;
import io.tidemark.model.ledger.RunLedger.WindowEntry;
import io.tidemark.model.record.TimeLimits;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run sent three readings, and gave two more up that may be in the topic. */
class UnknownReadingsTest {
  private static final String FIRST = "2026-01-01T00:00:00Z";

  @TempDir Path folder;

  private final StreamDefinition definition = Streams.minutes();
  private RunLedgers ledgers;

  @BeforeEach
  void run() {
    new RunLedger(
            "sensors",
            "sensors-raw",
            "id",
            FIRST,
            FIRST,
            Map.of(),
            false,
            3,
            2,
            new RunLedger.Unknown(2, 0, 0, Map.of(0, 2L), List.of(window(2))),
            0,
            RunLedger.Faults.NONE,
            0,
            List.of(new PartitionEntry(0, 0, 2, 3)),
            List.of(window(3)))
        .writeInto(folder);
    ledgers = new RunLedgers(folder, definition);
  }

  private static WindowEntry window(int readings) {
    BigDecimal sum = new BigDecimal("1.50").multiply(BigDecimal.valueOf(readings));
    return new WindowEntry(FIRST, readings, Map.of("temp", sum));
  }

  private RawCount topic(int readings) {
    RawTopicCounter topic =
        new RawTopicCounter(
            definition,
            WatermarkBound.GLOBAL,
            TimeLimits.DEFAULT,
            () -> at(FIRST),
            ledgers.of("id", 1).offsets(),
            new OtherLayouts(List.of()));
    for (int entity = 0; entity < readings; entity++) {
      byte[] value = Streams.bytes(Streams.reading(at(FIRST), entity, "1.50"));
      topic.accept(new ConsumerRecord<>("sensors-raw", 0, entity, null, value));
    }
    return topic.count();
  }

  private SentReadings sent(RawCount raw) {
    return ledgers.of("id", 1).completedBy(raw);
  }

  @Test
  void whatTheTopicHasOfThemCountsAsSent() {
    for (int readings = 3; readings <= 5; readings++) {
      RawCount raw = topic(readings);
      SentReadings sent = sent(raw);
      assertThat(sent.totals().sent()).isEqualTo(readings);
      assertThat(sent.partitions()).containsExactly(Map.entry(0, (long) readings));
      assertThat(sent.count().windows()).isEqualTo(raw.countable().windows());
      assertThat(sent.count().sums()).isEqualTo(raw.countable().sums());
      assertThat(sent.count().readings()).isEqualTo(readings);
      assertThat(sent.notes())
          .last()
          .asString()
          .startsWith("2 readings failed with an unknown outcome")
          .contains("the raw topic has " + (readings - 3) + " of them");
    }
  }

  @Test
  void moreThanAllOfThemIsTooMany() {
    SentReadings sent = sent(topic(6));
    assertThat(sent.totals().sent()).isEqualTo(5);
    assertThat(sent.count().in(at(FIRST))).isEqualTo(5);
    assertThat(sent.partitions()).containsExactly(Map.entry(0, 5L));
  }

  @Test
  void anAcknowledgedReadingThatTheTopicLacksIsMissing() {
    SentReadings sent = sent(topic(2));
    assertThat(sent.totals().sent()).isEqualTo(3);
    assertThat(sent.count().in(at(FIRST))).isEqualTo(3);
    assertThat(sent.partitions()).containsExactly(Map.entry(0, 3L));
  }
}
