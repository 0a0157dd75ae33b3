package io.tidemark.audit.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.audit.fixture.Streams;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.RawDecoder;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadingKeysTest {
  private static final StreamDefinition.Raw RAW = Streams.deduplicated().raw();

  @TempDir Path folder;

  private ReadingKeys keys;

  @BeforeEach
  void open() {
    // less than the readings of two minutes
    keys = new ReadingKeys(RAW, new WindowKeys(1_000, folder));
  }

  @AfterEach
  void close() {
    keys.close();
  }

  @Test
  void anEqualReadingIsFoundHoweverMuchCameInBetween() {
    for (int minute = -100; minute < 100; minute++) {
      assertThat(keys.add(reading(60_000L * minute, 1))).isTrue();
      assertThat(keys.add(reading(60_000L * minute + 59_999, 1))).isTrue();
      assertThat(keys.add(reading(60_000L * minute, 2))).isTrue();
    }
    for (int minute = -100; minute < 100; minute++) {
      assertThat(keys.add(reading(60_000L * minute, 1))).isFalse();
      assertThat(keys.add(reading(60_000L * minute + 59_999, 1))).isFalse();
      assertThat(keys.add(reading(60_000L * minute + 59_999, 2))).isTrue();
    }
  }

  @Test
  void eachRunHasReadingsOfItsOwn() {
    assertThat(keys.add(reading(0, 1), 0)).isTrue();
    assertThat(keys.add(reading(0, 1), 1)).isTrue();
    assertThat(keys.add(reading(0, 1), 1)).isFalse();
    assertThat(keys.add(reading(0, 1), 2)).isTrue();
    assertThat(keys.add(reading(0, 1))).isFalse();
  }

  private static Reading reading(long time, int entity) {
    Reading reading = RAW.newReading();
    assertThat(
            new RawDecoder(RAW)
                .decode(Streams.bytes(Streams.reading(time, entity, "1.5")), 0, reading))
        .isNull();
    return reading;
  }
}
