package io.tidemark.model.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.testing.Definitions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordKeyTest {
  @ParameterizedTest
  @ValueSource(longs = {0, 7, 9, 10, 99, 100, 1_000_000_007, Long.MAX_VALUE, -1, Long.MIN_VALUE})
  void aNumberIsTheKeyAsItsDecimalDigits(long number) {
    StreamDefinition.Raw raw = Definitions.sample().raw();
    Reading reading = raw.newReading();
    String record =
        "{\"time\":1772323200000,\"entity\":%d,\"temp\":20.13,\"state\":\"on\"}".formatted(number);
    assertThat(new RawDecoder(raw).decode(record.getBytes(UTF_8), 0, reading)).isNull();
    assertThat(new RecordKey(raw).of(reading)).asString(UTF_8).isEqualTo(String.valueOf(number));
  }
}
