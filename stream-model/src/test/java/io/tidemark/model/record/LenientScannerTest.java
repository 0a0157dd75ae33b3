package io.tidemark.model.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeWriter;
import io.tidemark.model.expression.Reading;
import io.tidemark.testing.Definitions;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that a definition describes as people write them. */
class LenientScannerTest {
  private static final StreamDefinition.Raw RAW =
      Definitions.read(
              """
              stream: people
              raw:
                topic: people-raw
                time: at
                no_value: ["", NA]
                fields:
                  at:    {type: timestamp, format: iso, lenient: true, zone: Europe/Berlin, from: "@timestamp"}
                  temp:  {type: decimal, scale: 2, from: uplink.payload.TempC, optional: true, lenient: true, no_value: ["?", -200]}
                  lon:   {type: decimal, scale: 4, from: "geometry.coordinates[1]", optional: true}
                  kwh:   {type: decimal, scale: 3, from: "KWH/hh (per half hour) ", lenient: true, rounded: true, optional: true, no_value: ["", NA, -200]}
                  comma: {type: decimal, scale: 1, lenient: true, decimal_comma: true, optional: true}
                  n:     {type: int, lenient: true, optional: true}
                  robot: {type: boolean, lenient: true, optional: true}
                  name:  {type: string, lenient: true, optional: true}
              aggregated:
                topic: people-windows
                window: 1 minute
                watermark: 1 minute
                measures:
                  readings: count
              """)
          .raw();

  private static final String AT = "'@timestamp':'2026-01-31T12:00:00Z'";

  private final ScannerAndParser readers = new ScannerAndParser(RAW);
  private final Reading scanned = readers.scanned();

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "2026-01-31T12:00:00Z, 1769860800000, 0",
        "2026-01-31T12:00:00.123456789Z, 1769860800123, 456789",
        "2026-01-31T12:00:00+01:00, 1769857200000, 0",
        "2026-01-31T12:00:00+0100, 1769857200000, 0",
        "2026-01-31T12:00:00+01, 1769857200000, 0",
        "2026-01-31T12:00:00, 1769857200000, 0",
        "2026-01-31 12:00:00Z, 1769860800000, 0",
        "2026-01-31 12:00:00+00:00, 1769860800000, 0",
        "2026-01-31 12:00:00, 1769857200000, 0",
        "2026-01-31 12:00:00 UTC, 1769860800000, 0",
        "2026-01-31T12:00Z, 1769860800000, 0",
        "2026-01-31, 1769814000000, 0",
        "2026-01-31t12:00:00z, 1769860800000, 0",
        "` 2026-01-31T12:00:00Z `, 1769860800000, 0",
        "`2026-01-31 12:00:00,25Z`, 1769860800250, 0",
        "2026-01-31T12:00:00.000-00:00, 1769860800000, 0",
        "2012-10-12 00:30:00.0000000, 1349994600000, 0",
        // the hour that never comes is moved forward, of the one that comes twice the first is
        // taken
        "2026-03-29 01:59:55.120, 1774745995120, 0",
        "2026-03-29 02:30:00, 1774747800000, 0",
        "2026-03-29 03:00:00.120, 1774746000120, 0",
        "2026-10-25 02:30:00.000, 1792888200000, 0",
        "2026-10-25 03:00:00.000, 1792893600000, 0",
        "0001-01-02T00:00:00Z, -62135510400000, 0",
        "9999-12-31T22:00:00Z, 253402293600000, 0",
      })
  void readsTimesAsPeopleWriteThem(String text, long millis, int nanos) {
    assertThat(readers.reads("{'@timestamp':'" + text + "'}")).isTrue();
    assertThat(scanned.number(0)).isEqualTo(millis);
    assertThat(scanned.nanos()).isEqualTo(nanos);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-02-31T12:00:00Z",
        "2026-01-31T24:00:00Z",
        "2026-01-31T23:59:60Z",
        "2026-01-31T12:60:00Z",
        "2026-01-31T1:00:00Z",
        "2026-1-31T12:00:00Z",
        "20260131T120000Z",
        "2026/01/31 12:00:00",
        "2026-01-31T12:00:00.Z",
        "2026-01-31T12:00:00.1234567890Z",
        "2026-01-31T12:00:00+25:00",
        "2026-01-31T12:00:00+01:00x",
        "2026-01-31T12:00:00.000[Europe/Berlin]",
        "2026-01-31x12:00:00",
        "2026-01-31 12",
        "0000-01-01T00:00:00Z",
        "10000-01-01T00:00:00Z",
        "yesterday",
        "1767225600",
        ""
      })
  void aTextThatIsNoTimeIsADeadLetterThatNamesTheField(String text) {
    assertThat(readers.reads("{'@timestamp':'" + text + "'}")).isFalse();
    assertThat(readers.problem()).startsWith("at: expected a time");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "20.1, 2010",
        "'20.1', 2010",
        "' 20.1 ', 2010",
        "'+5', 500",
        "'.79', 79",
        "'5.', 500",
        "'007.5', 750",
        "'-0.0', 0",
        "1.5e1, 1500",
        "'1.5E-1', 15",
        "-20.10000, -2010",
        "'92233720368547758.07', 9223372036854775807",
        "'-92233720368547758.08', -9223372036854775808",
        "null, none",
        "'', none",
        "' ', none",
        "'NA', none",
        "'?', none",
        "' ? ', none",
        "-200, none",
        "'-200.00', none",
        "-2e2, none",
      })
  void readsNumbersAsPeopleWriteThemAndWhatMeansNone(String json, String count) {
    // a field that names what means no value has only that
    boolean names = !json.equals("''") && !json.equals("' '") && !json.equals("'NA'");
    boolean reads = readers.reads("{" + AT + ",'uplink':{'payload':{'TempC':" + json + "}}}");
    assertThat(reads).isEqualTo(names);
    if (names) {
      assertThat(scanned.isNull(1)).isEqualTo(count.equals("none"));
      assertThat(scanned.isNull(1) ? "none" : "" + scanned.number(1)).isEqualTo(count);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "'45%'; with a unit",
        "'21.5 C'; with a unit",
        "'NaN'; no_value",
        "'1,234.5'; thousands separators",
        "'20,5'; decimal_comma",
        "'0x10'; a number",
        "'1.2.3'; a number",
        "20.123; rounded: true",
        "true; found true or false",
        "1e400; out of range",
        "[1]; from: says which",
      })
  void whatIsNoNumberForAPersonIsADeadLetterThatSaysWhatToWrite(String json, String hint) {
    assertThat(readers.reads("{" + AT + ",'uplink':{'payload':{'TempC':" + json + "}}}")).isFalse();
    assertThat(readers.problem()).startsWith("temp: ").contains(hint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",'uplink':null",
        ",'uplink':{}",
        ",'uplink':7",
        ",'uplink':[{'payload':{'TempC':1}}]",
        ",'uplink':{'payload':{'TempC':null},'TempC':1}",
        ",'uplink.payload.TempC':1",
      })
  void aPathThatLeadsNowhereIsNoValue(String members) {
    readers.reads("{" + AT + members + "}");
    assertThat(readers.problem()).isNull();
    assertThat(readers.decoded().isNull(1)).isTrue();
  }

  @Test
  void aValueOfTheRecordBeforeIsNotKept() {
    readers.reads("{" + AT + ",'n':5}");
    assertThat(scanned.isNull(5)).isFalse();
    readers.reads("{" + AT + "}");
    assertThat(scanned.isNull(5)).isTrue();
    readers.reads("{" + AT + ",'n':6}");
    assertThat(scanned.isNull(5)).isFalse();
    assertThat(scanned.number(5)).isEqualTo(6);
  }

  @Test
  void readsElementsOfArrays() {
    assertThat(readers.reads("{'geometry':{'coordinates':[8.5, -149.1234 ,7]}," + AT + "}"))
        .isTrue();
    assertThat(scanned.number(2)).isEqualTo(-1491234);
    assertThat(readers.reads("{'geometry':{'coordinates':[8.5]}," + AT + "}")).isTrue();
    assertThat(scanned.isNull(2)).isTrue();
  }

  @Test
  void roundsHalfUpWhereTheDefinitionSaysSo() {
    for (String[] one :
        new String[][] {
          {"1.2119999", "1212"},
          {"0.0005", "1"},
          {"-0.0005", "-1"},
          {"0.00049999999999999999", "0"},
          {"12345678901234567890e-23", "0"},
          {"5000000000000000000000e-25", "1"},
          {"1234567890123456789e-99999999", "0"},
          {"-1234567890123456789e-9999999999999", "0"},
          {"15e-0000001", "1500"},
          {"1e0000002", "100000"}
        }) {
      assertThat(readers.reads("{" + AT + ",'KWH/hh (per half hour) ':'" + one[0] + "'}")).isTrue();
      assertThat(scanned.number(3)).isEqualTo(Long.parseLong(one[1]));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-200, true",
    "-200.0000, true",
    "-200.0001, false",
    "-199.9999, false",
    "-199.99990000000000000000, false",
    "-200.00000000000000000000, true"
  })
  void aNumberThatIsRoundedToOneThatMeansNoneIsAValue(String json, boolean none) {
    assertThat(readers.reads("{" + AT + ",'KWH/hh (per half hour) ':" + json + "}")).isTrue();
    assertThat(scanned.isNull(3)).isEqualTo(none);
    assertThat(none || scanned.number(3) == -200_000).isTrue();
  }

  @Test
  void aHeartbeatInAnotherEncodingIsADeadLetter() {
    String heartbeat = "{\"at\":1790000000123,\"heartbeat\":true}";
    assertThat(readers.reads(heartbeat.getBytes(StandardCharsets.UTF_16LE))).isFalse();
    assertThat(readers.problem()).startsWith("not JSON");
  }

  @Test
  void anExponentOfMillionsCostsNoTime() {
    for (String exponent : new String[] {"-99999999", "99999999"}) {
      String json = "1234567890123456789e" + exponent;
      assertThat(readers.reads("{" + AT + ",'uplink':{'payload':{'TempC':" + json + "}}}"))
          .isFalse();
      assertThat(readers.problem()).startsWith("temp: ");
      // the hint of a field that takes no text parses it too
      assertThat(readers.reads("{" + AT + ",'geometry':{'coordinates':[0,'" + json + "']}}"))
          .isFalse();
      assertThat(readers.problem()).startsWith("lon: ");
    }
  }

  @Test
  void readsADecimalCommaInTextsAndAPointInNumbers() {
    assertThat(readers.reads("{" + AT + ",'comma':'20,5'}")).isTrue();
    assertThat(scanned.number(4)).isEqualTo(205);
    assertThat(readers.reads("{" + AT + ",'comma':20.5}")).isTrue();
    assertThat(scanned.number(4)).isEqualTo(205);
    assertThat(readers.reads("{" + AT + ",'comma':'20.5'}")).isFalse();
    assertThat(readers.reads("{" + AT + ",'comma':'1.234,5'}")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {"true, 1", "false, 0", "'TRUE', 1", "'no', 0", "' yes ', 1", "1, 1", "'0', 0"})
  void readsTrueAndFalse(String json, long value) {
    assertThat(readers.reads("{" + AT + ",'robot':" + json + "}")).isTrue();
    assertThat(scanned.number(6)).isEqualTo(value);
  }

  @Test
  void aLenientTextMayBeANumberOrTrue() {
    for (String json : new String[] {"17", "1.50", "true"}) {
      assertThat(readers.reads("{" + AT + ",'name':" + json + "}")).isTrue();
      assertThat(scanned.text(7)).isEqualTo(json);
    }
    assertThat(readers.reads("{" + AT + ",'name':' kept as it is '}")).isTrue();
    assertThat(scanned.text(7)).isEqualTo(" kept as it is ");
  }

  @Test
  void ofDuplicateNamesTheLastCountsWhateverTheFirstWas() {
    assertThat(readers.reads("{" + AT + ",'n':'x','n':5}")).isFalse();
    assertThat(readers.problem()).isNull();
    assertThat(readers.decoded().number(5)).isEqualTo(5);
    assertThat(readers.reads("{" + AT + ",'uplink':{'payload':{'TempC':1}},'uplink':{}}"))
        .isFalse();
    assertThat(readers.problem()).isNull();
    assertThat(readers.decoded().isNull(1)).isTrue();
  }

  @Test
  void ofFiftyThousandRecordsWhatTheScannerReadsTheParserReadsAsTheSame() {
    RecordFuzz fuzz = new RecordFuzz(Definitions.read(PLAIN_PLACES).raw(), 5);
    ScannerAndParser both = new ScannerAndParser(Definitions.read(PLAIN_PLACES).raw());
    int read = 0;
    for (int i = 0; i < 50_000; i++) {
      read += both.reads(fuzz.next()) ? 1 : 0;
    }
    assertThat(read).isGreaterThan(10_000);
  }

  private static final String PLAIN_PLACES =
      """
      stream: people
      raw:
        topic: people-raw
        time: time
        no_value: ["", on]
        fields:
          time:  {type: timestamp, format: seconds, lenient: true}
          temp:  {type: decimal, scale: 2, lenient: true, optional: true, rounded: true}
          n:     {type: int, optional: true}
          flag:  {type: boolean, lenient: true, optional: true}
          state: {type: string, lenient: true, optional: true}
      aggregated:
        topic: people-windows
        window: 1 minute
        watermark: 1 minute
        measures:
          readings: count
      """;

  @Test
  void whatTheEncoderWritesIsReadBack() {
    RawEncoder encoder = new RawEncoder(RAW);
    TimeWriter times = new TimeWriter(RAW.time().raw().time());
    Random random = new Random(3);
    for (int i = 0; i < 2_000; i++) {
      Reading reading = RAW.newReading();
      reading.number(0, times.floor(1_700_000_000_000L + random.nextInt()));
      for (int place = 1; place < 8; place++) {
        reading.setNull(place, random.nextBoolean());
        reading.number(place, place == 6 ? random.nextInt(2) : random.nextInt(100_000));
        reading.text(place, "text " + i);
      }
      byte[] record = encoder.encode(reading);
      assertThat(readers.reads(record)).as(new String(record, UTF_8)).isTrue();
      for (int place = 1; place < 8; place++) {
        assertThat(scanned.isNull(place)).isEqualTo(reading.isNull(place));
        if (!reading.isNull(place)) {
          assertThat(place == 7 ? scanned.text(7) : scanned.number(place))
              .isEqualTo(place == 7 ? reading.text(7) : reading.number(place));
        }
      }
      assertThat(scanned.number(0)).isEqualTo(reading.number(0));
    }
    byte[] heartbeat = encoder.encodeHeartbeat(1790000000123L);
    assertThat(heartbeat).isEqualTo("{\"at\":1790000000123,\"heartbeat\":true}".getBytes(UTF_8));
    assertThat(readers.reads(heartbeat)).isFalse();
    assertThat(readers.decoded().heartbeat()).isTrue();
    assertThat(readers.decoded().number(0)).isEqualTo(1790000000123L);
  }
}
