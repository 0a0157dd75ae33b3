package io.tidemark.model.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.testing.Definitions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Event times of all formats beyond the plain ones. */
class LenientTimeTest {
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "format: seconds, lenient: true; 1790000000; 1790000000000; 0",
        "format: seconds, lenient: true; 1790000000.5; 1790000000500; 0",
        "format: seconds, lenient: true; '1790000000'; 1790000000000; 0",
        "format: seconds, lenient: true; '1.5945120943859746E9'; 1594512094385; 974600",
        "format: seconds, lenient: true; -0.0005; -1; 500000",
        "format: seconds, lenient: true; 1234567890123456789e-99999999; 0; 0",
        "format: seconds, lenient: true; -1234567890123456789e-99999999; -1; 999999",
        "format: seconds, lenient: true; 253402300799; 253402300799000; 0",
        "format: milliseconds, lenient: true; 1790000000000.0; 1790000000000; 0",
        "format: milliseconds, lenient: true; '1790000000000.25'; 1790000000000; 250000",
        "format: microseconds; 1790000000000001; 1790000000000; 1000",
        "format: microseconds; -1; -1; 999000",
        "format: nanoseconds; 1790000000000000007; 1790000000000; 7",
        "format: nanoseconds; 253402300799999999999; 253402300799999; 999999",
        "format: yyyymmdd, zone: Europe/Berlin; 20260131; 1769814000000; 0",
        "format: yyyymmdd, lenient: true; '20260131'; 1769817600000; 0",
        "format: yyyymmdd, lenient: true; 20260131.0; 1769817600000; 0",
        "format: yyyymmdd, lenient: true; '2.0260131e7'; 1769817600000; 0",
        "format: 'dd/MM/yyyy HH:mm', zone: UTC; '31/01/2026 12:00'; 1769860800000; 0",
        "format: 'dd.MM.yyyy HH:mm', zone: UTC; '31.01.2026 12:00'; 1769860800000; 0",
        "format: 'yyyy-MM-dd-HH', zone: UTC; '2026-01-31-12'; 1769860800000; 0",
        "format: 'MMM dd yyyy HH:mm:ss', zone: UTC; 'Jan 31 2026 12:00:00'; 1769860800000; 0",
        "format: 'dd/MMM/yyyy:HH:mm:ss Z'; '31/Jan/2026:12:00:00 +0000'; 1769860800000; 0",
        "format: 'EEE, dd MMM yyyy HH:mm:ss zzz'; 'Sat, 31 Jan 2026 12:00:00 GMT'; 1769860800000; 0",
        "format: 'M/d/yyyy h:mm:ss a', zone: UTC; '1/31/2026 12:00:00 PM'; 1769860800000; 0",
        "format: 'yyyyMMdd''T''HHmmssX'; '20260131T120000Z'; 1769860800000; 0",
        "format: 'yyyyMMddHHmm', zone: UTC; 202601311200; 1769860800000; 0",
        "format: 'yyyy-MM-dd HH:mm:ss.SSSSSS', zone: UTC; '2026-01-31 12:00:00.000001'; 1769860800000; 1000",
      })
  void readsTheTimeThatAPersonReads(String form, String json, long millis, int nanos) {
    ScannerAndParser readers = new ScannerAndParser(raw(form));
    readers.reads("{'at':" + json + "}");
    assertThat(readers.problem()).isNull();
    assertThat(readers.decoded().number(0)).isEqualTo(millis);
    assertThat(readers.decoded().nanos()).isEqualTo(nanos);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "format: seconds, lenient: true; 1790000000123; out of range as seconds; milliseconds",
        "format: seconds, lenient: true; 'yesterday'; found a text; seconds",
        "format: milliseconds, lenient: true; 1790000000000000; out of range; microseconds",
        "format: microseconds; 1790000000000000000; out of range; nanoseconds",
        "format: microseconds; 1.5; lenient: true; microseconds",
        "format: 'dd/MM/yyyy', zone: UTC; '31/02/2026'; the pattern; dd/MM/yyyy",
        "format: 'dd/MM/yyyy', zone: UTC; '1/2/2026'; the pattern; dd/MM/yyyy",
        "format: iso, lenient: true; '2026-01-31 12:00:00'; zone; zone: UTC",
        "format: iso, lenient: true; 1790000000; found a number; ISO",
        "format: yyyymmdd, lenient: true; 20260131.5; a day; yyyymmdd",
        "format: iso; '2026-01-31 12:00:00Z'; lenient: true; ISO",
      })
  void aTimeInAnotherFormIsADeadLetterThatSaysWhatToWrite(
      String form, String json, String why, String what) {
    ScannerAndParser readers = new ScannerAndParser(raw(form));
    assertThat(readers.reads("{'at':" + json + "}")).isFalse();
    assertThat(readers.problem()).startsWith("at: ").contains(why).contains(what);
  }

  @Test
  void aTimeOfThousandsOfDigitsIsOutOfRange() {
    ScannerAndParser readers = new ScannerAndParser(raw("format: seconds, lenient: true"));
    assertThat(readers.reads("{'at':" + "1".repeat(1_001) + "e-99999999}")).isFalse();
    assertThat(readers.problem()).isEqualTo("at: out of range");
  }

  @Test
  void theSameBlanksAreTrimmedFromNoValueAndFromValues() {
    String field = "n: {type: int, optional: true, no_value: [\"\\u00a0NA \", \"\\u2003\"]";
    ScannerAndParser readers = new ScannerAndParser(raw("format: milliseconds}\n    " + field));
    for (String text : new String[] {"NA", "\u00a0NA", "\u2003"}) {
      assertThat(readers.reads("{'at':1790000000000,'n':'" + text + "'}")).isTrue();
      assertThat(readers.scanned().isNull(1)).isTrue();
    }
    assertThat(readers.reads("{'at':1790000000000,'n':''}")).isFalse();
  }

  @Test
  void aHeartbeatIsOneAlsoWhereAFieldReadsItsMember() {
    for (String field :
        new String[] {
          "beat: {type: boolean, from: heartbeat",
          "beat: {type: int, from: heartbeat.rate, optional: true"
        }) {
      StreamDefinition.Raw raw = raw("format: milliseconds}\n    " + field);
      ScannerAndParser readers = new ScannerAndParser(raw);
      assertThat(readers.reads(new RawEncoder(raw).encodeHeartbeat(1790000000000L))).isFalse();
      assertThat(readers.decoded().heartbeat()).isTrue();
    }
  }

  @Test
  void readsDayAndTimeFromTwoTexts() {
    ScannerAndParser readers =
        new ScannerAndParser(
            raw("from: {day: Date, time: Time}, format: 'd/M/yyyy HH:mm:ss', zone: UTC"));
    assertThat(readers.reads("{'Date':'16/12/2006','Time':'17:24:00'}")).isTrue();
    assertThat(readers.scanned().number(0)).isEqualTo(1166289840000L);
    assertThat(readers.reads("{'Time':' 00:20:00 ','Date':'28/4/2007','x':1}")).isTrue();
    assertThat(readers.scanned().number(0)).isEqualTo(1177719600000L);
    assertThat(readers.reads("{'Date':'16/12/2006'}")).isFalse();
    assertThat(readers.problem()).isEqualTo("at (Time): missing");
    assertThat(readers.reads("{'Date':'16/12/2006','Time':null}")).isFalse();
    assertThat(readers.problem()).startsWith("at: ");
  }

  @Test
  void isoFromTwoTextsHasNoTAndSoIsLenient() {
    String two = "from: {day: Date, time: Time}, format: iso";
    assertThatThrownBy(() -> raw(two)).hasMessageContaining("lenient: true or a zone");
    ScannerAndParser readers = new ScannerAndParser(raw(two + ", lenient: true"));
    assertThat(readers.reads("{'Date':'2026-01-31','Time':'12:00:00Z'}")).isTrue();
    assertThat(readers.scanned().number(0)).isEqualTo(1769860800000L);
  }

  @Test
  void writesDayAndTimeAsTwoTexts() {
    for (String form :
        new String[] {
          "from: {day: Date, time: Time}, format: 'MMM d yyyy HH:mm:ss', zone: Europe/Berlin",
          "from: {day: Date, time: Time}, format: 'd/M/yyyy h:mm:ss a', zone: UTC",
          "from: {day: Date, time: Time}, format: iso, zone: Europe/Berlin"
        }) {
      StreamDefinition.Raw raw = raw(form);
      Reading reading = raw.newReading();
      reading.number(0, 1769860800000L);
      byte[] record = new RawEncoder(raw).encode(reading);
      Reading back = raw.newReading();
      assertThat(new RawDecoder(raw).decode(record, 1, back))
          .as(new String(record, UTF_8))
          .isNull();
      assertThat(back.number(0)).isEqualTo(1769860800000L);
    }
  }

  @Test
  void theTimestampOfTheKafkaRecordMayBeTheEventTime() {
    StreamDefinition.Raw raw = raw("format: record");
    RawDecoder decoder = new RawDecoder(raw);
    Reading reading = raw.newReading();
    byte[] record = "{\"at\":\"no matter what\"}".getBytes(UTF_8);
    assertThat(decoder.decode(record, 1790000000123L, reading)).isNull();
    assertThat(reading.number(0)).isEqualTo(1790000000123L);
    assertThat(decoder.decode(record, -1, reading)).contains("a Kafka record with a timestamp");
    byte[] heartbeat = new RawEncoder(raw).encodeHeartbeat(5);
    assertThat(decoder.decode(heartbeat, 7, reading)).isNull();
    assertThat(reading.heartbeat()).isTrue();
    assertThat(reading.number(0)).isEqualTo(5);
  }

  private static StreamDefinition.Raw raw(String form) {
    return Definitions.read(
            """
            stream: times
            raw:
              topic: times-raw
              time: at
              fields:
                at: {type: timestamp, FORM}
            aggregated:
              topic: times-windows
              window: 1 minute
              watermark: 1 minute
              measures:
                readings: count
            """
                .replace("FORM", form))
        .raw();
  }
}
