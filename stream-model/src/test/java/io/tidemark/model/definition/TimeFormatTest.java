package io.tidemark.model.definition;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.RawDecoder;
import io.tidemark.model.record.RawEncoder;
import io.tidemark.testing.Definitions;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeFormatTest {
  @ParameterizedTest
  @CsvSource({
    "MILLISECONDS, 1790000000123, 2026-09-21T14:13:20.123Z",
    "MILLISECONDS, -1, 1969-12-31T23:59:59.999Z",
    "MILLISECONDS, -62135596800000, 0001-01-01T00:00:00Z",
    "MILLISECONDS, 253402300799999, 9999-12-31T23:59:59.999Z",
    "SECONDS, 1790000000, 2026-09-21T14:13:20Z",
    "SECONDS, -1, 1969-12-31T23:59:59Z",
    "SECONDS, -62135596800, 0001-01-01T00:00:00Z",
    "SECONDS, 253402300799, 9999-12-31T23:59:59Z",
    "YYYYMMDD, 19700101, 1970-01-01T00:00:00Z",
    "YYYYMMDD, 19691231, 1969-12-31T00:00:00Z",
    "YYYYMMDD, 20240229, 2024-02-29T00:00:00Z",
    "YYYYMMDD, 20000229, 2000-02-29T00:00:00Z",
    "YYYYMMDD, 10101, 0001-01-01T00:00:00Z",
    "YYYYMMDD, 99991231, 9999-12-31T00:00:00Z",
  })
  void aNumberTellsAMomentAndTheMomentTheNumber(TimeFormat format, long number, Instant moment) {
    assertThat(format.ofNumber(number)).isEqualTo(moment.toEpochMilli());
    assertThat(format.toNumber(moment.toEpochMilli())).isEqualTo(number);
  }

  @ParameterizedTest
  @CsvSource({
    "MILLISECONDS, -62135596800001",
    "MILLISECONDS, 253402300800000",
    "MILLISECONDS, 9223372036854775807",
    "MILLISECONDS, -9223372036854775808",
    "SECONDS, -62135596801",
    "SECONDS, 253402300800",
    "SECONDS, 1790000000000",
    "SECONDS, 18446744073709552",
    "SECONDS, 9223372036854775807",
    "SECONDS, -9223372036854775807",
    "SECONDS, -9223372036854775808",
    "YYYYMMDD, 20230229",
    "YYYYMMDD, 19000229",
    "YYYYMMDD, 20241301",
    "YYYYMMDD, 20240001",
    "YYYYMMDD, 20240100",
    "YYYYMMDD, 20240431",
    "YYYYMMDD, 0",
    "YYYYMMDD, -20240101",
    "YYYYMMDD, 240101000",
    "YYYYMMDD, 100000101",
    "YYYYMMDD, 4294967296",
    "YYYYMMDD, 9223372036854775807",
    "YYYYMMDD, -9223372036854775808",
    "ISO, 1790000000000",
  })
  void aNumberThatIsNoMomentIsNone(TimeFormat format, long number) {
    assertThat(format.ofNumber(number)).isEqualTo(TimeFormat.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-31T12:00:00Z, 2026-01-31T12:00:00Z",
    "2026-01-31T12:00:00.250+01:00, 2026-01-31T11:00:00.250Z",
    "2026-01-31T12:00:00.5-18:00, 2026-02-01T06:00:00.500Z",
    "2026-01-31T12:00:00.123999999Z, 2026-01-31T12:00:00.123Z",
    "1969-12-31T23:59:59.9999Z, 1969-12-31T23:59:59.999Z",
    "1969-12-31T23:59:59.0001Z, 1969-12-31T23:59:59Z",
    "2024-02-29T00:00:00-00:00, 2024-02-29T00:00:00Z",
    "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z",
    "0000-12-31T23:00:00-01:00, 0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999999Z, 9999-12-31T23:59:59.999Z",
  })
  void aTextTellsAMomentOfWholeMilliseconds(String text, Instant moment) {
    assertThat(TimeFormat.ISO.ofText(text)).isEqualTo(moment.toEpochMilli());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026-01-31",
        "2026-01-31T12:00:00",
        "2026-01-31 12:00:00Z",
        "2026-01-31t12:00:00z",
        "2026-01-31T12:00Z",
        "2026-01-31T12:00:00.Z",
        "2026-01-31T12:00:00,5Z",
        "2026-01-31T12:00:00.1234567890Z",
        "2026-01-31T12:00:00+01",
        "2026-01-31T12:00:00+0100",
        "2026-01-31T12:00:00+18:01",
        "2026-01-31T12:00:00+01:60",
        "2026-01-31T12:00:00Z[Europe/Zurich]",
        "2026-01-31T24:00:00Z",
        "2026-01-31T12:00:60Z",
        "2026-02-29T12:00:00Z",
        "2026-13-01T12:00:00Z",
        "2026-00-01T12:00:00Z",
        "0000-12-31T23:59:59Z",
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
        "+12026-01-31T12:00:00Z",
        "-0001-01-31T12:00:00Z",
        "2026-01-31T12:00:00Z\n",
        " 2026-01-31T12:00:00Z",
        "２026-01-31T12:00:00Z",
      })
  void aTextThatIsNoMomentIsNone(String text) {
    assertThat(TimeFormat.ISO.ofText(text)).isEqualTo(TimeFormat.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "MILLISECONDS, -1, -1",
    "ISO, 1999, 1999",
    "SECONDS, 1999, 1000",
    "SECONDS, -1, -1000",
    "SECONDS, -1000, -1000",
    "YYYYMMDD, 86399999, 0",
    "YYYYMMDD, 86400000, 86400000",
    "YYYYMMDD, -1, -86400000",
    "YYYYMMDD, -62135596799999, -62135596800000",
  })
  void theFloorIsTheLatestMomentThatCanBeWrittenAndIsNotAfter(
      TimeFormat format, long millis, long floor) {
    assertThat(format.floor(millis)).isEqualTo(floor);
  }

  @ParameterizedTest
  @EnumSource(
      value = TimeFormat.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"PATTERN", "RECORD"})
  void whateverTimeIsWrittenIsReadBackDownToTheFormatsStep(TimeFormat format) {
    StreamDefinition.Raw raw =
        Definitions.read(
                Definitions.SAMPLE
                    .replace("type: timestamp", "type: timestamp, format: " + format.keyword())
                    .replace("window: 1 minute", "window: 1 day")
                    .replace("watermark: 3 minutes", "watermark: 1 day"))
            .raw();
    RawEncoder encoder = new RawEncoder(raw);
    RawDecoder decoder = new RawDecoder(raw);
    Reading written = raw.newReading();
    written.text(3, "on");
    Reading read = raw.newReading();
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      long time =
          switch (i) {
            case 0 -> TimeFormat.EARLIEST;
            case 1 -> TimeFormat.LATEST;
            case 2 -> -1;
            default -> random.nextLong(TimeFormat.EARLIEST, TimeFormat.LATEST + 1);
          };
      written.number(0, time);
      byte[] record = encoder.encode(written);
      assertThat(decoder.decode(record, 1, read)).as(new String(record, UTF_8)).isNull();
      assertThat(read.number(0)).as(new String(record, UTF_8)).isEqualTo(format.floor(time));
    }
    byte[] heartbeat = encoder.encodeHeartbeat(format.floor(1790000000000L));
    assertThat(decoder.decode(heartbeat, 1, read)).isNull();
    assertThat(read.heartbeat()).isTrue();
    assertThat(read.number(0)).isEqualTo(format.floor(1790000000000L));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "seconds; 1790000000000; out of range as seconds; format: milliseconds would fit",
        "seconds; 5.0; expected a whole number",
        "yyyymmdd; 20230229; expected a day as yyyymmdd",
        "yyyymmdd; \"20230228\"; expected a whole number",
        "iso; 1790000000000; expected a time in ISO 8601 with its zone",
        "iso; \"2026-01-31T12:00:00\"; expected a time in ISO 8601 with its zone",
        "iso; null; expected a time in ISO 8601 with its zone",
      })
  void aTimeInAnotherFormIsADeadLetterAndToldWhy(String format, String time, String why) {
    StreamDefinition.Raw raw =
        Definitions.read(
                Definitions.SAMPLE
                    .replace("type: timestamp", "type: timestamp, format: " + format)
                    .replace("window: 1 minute", "window: 1 day")
                    .replace("watermark: 3 minutes", "watermark: 1 day"))
            .raw();
    String json = "{\"time\":" + time + ",\"entity\":1,\"temp\":1,\"state\":\"on\"}";
    assertThat(new RawDecoder(raw).decode(json.getBytes(UTF_8), 1, raw.newReading()))
        .startsWith("time: " + why);
  }
}
