package io.tidemark.model;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RawScannerTest {
  private static final StreamDefinition.Raw RAW =
      Definitions.read(
              Definitions.SAMPLE.replace(
                  "    state:",
                  "    count: {type: decimal, scale: 0, simulate: {normal: {mean: 1, deviation: 1}}}\n"
                      + "    exact: {type: decimal, scale: 9, simulate: {normal: {mean: 1, deviation: 1}}}\n"
                      + "    state:"))
          .raw();

  private static final List<Field> FIELDS = RAW.fields();
  private static final int TIME = 0;
  private static final int TEMP = 2;
  private static final int STATE = 5;
  private static final String REST = ",'count':1,'exact':1.5,'state':'on'}";

  private final RawScanner scanner = new RawScanner(RAW);
  private final JsonDecoder parser = new JsonDecoder(RAW);
  private final RawDecoder decoder = new RawDecoder(RAW);
  private final Reading scanned = new Reading(RAW);
  private final Reading parsed = new Reading(RAW);
  private final Reading decoded = new Reading(RAW);

  /** What the parser said of the last record. */
  private String problem;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'time':5,'entity':17,'temp':20.1" + REST,
        "{'state':'on','exact':1.5,'count':1,'temp':20.1,'entity':17,'time':5}",
        "{'entity':17,'time':5,'state':'on','temp':20.1,'exact':1.5,'count':1}",
        " \t\r\n{ 'time' :\t5 ,\r\n'entity':17 , 'temp':\n20.1" + REST + "\r\n",
        "{'time':5,'entity':17,'temp':20.100000" + REST,
        "{'more':1,'time':5,'entity':17,'temp':20.1,'x':null,'y':true,'z':false" + REST,
        "{'time':5,'entity':17,'a':-0.50,'b':'text','':0,'ü':'ü','b':2,'temp':20.1" + REST,
        "{'time':5,'entity':17,'temp':20.1,'tim':1,'times':1,'Time':1" + REST,
      })
  void readsPlainRecordsInAnyOrderAndWithAnySpace(String json) {
    assertThat(reads(json)).isTrue();
    assertThat(scanned.number(TIME)).isEqualTo(5);
    assertThat(scanned.number(TEMP)).isEqualTo(2010);
    assertThat(scanned.text(STATE)).isEqualTo("on");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "-0.00, 0",
    "7, 700",
    "-7, -700",
    "0.5, 50",
    "1.50, 150",
    "1.5000, 150",
    "-0.05, -5",
    "9999999999999999.99, 999999999999999999",
  })
  void readsDecimalsAsCountsOfTheirLastPlace(String number, long count) {
    assertThat(reads(withTemp(number))).isTrue();
    assertThat(scanned.number(TEMP)).isEqualTo(count);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e2",
        "1E2",
        "1.5e0",
        "00",
        "-00",
        "01",
        "+1",
        "-",
        "1.",
        ".5",
        "1.2.3",
        "0x1",
        "NaN",
        "20.123",
        "10000000000000000.00",
        "92233720368547758.07",
        "-92233720368547758.08",
        "12345678901234567890",
        "0.00000000000000000000000000000000000000000000000000000000000000000",
        "'20.1'",
        "null",
        "true",
        "[20.1]",
        "{}",
        "",
      })
  void leavesOtherNumbersToTheParser(String number) {
    assertThat(reads(withTemp(number))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5.0",
        "5e0",
        "253402300800000",
        "-62135596800001",
        "9223372036854775807",
        "-9223372036854775808"
      })
  void leavesEventTimesThatAreNotWholeOrOutOfRangeToTheParser(String time) {
    assertThat(reads("{'time':" + time + ",'entity':17,'temp':20.1" + REST)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'time':4,'time':5,'entity':17,'temp':20.1" + REST,
        "{'time':5,'entity':17,'temp':20.1,'temp':20.1" + REST,
        "{'time':5,'heartbeat':true,'heartbeat':true}",
        "{'\\u0074ime':5,'entity':17,'temp':20.1" + REST,
        "{'a\\nb':5,'time':5,'entity':17,'temp':20.1" + REST,
        "{'x':{'time':1},'time':5,'entity':17,'temp':20.1" + REST,
        "{'x':[],'time':5,'entity':17,'temp':20.1" + REST,
        "{'x':1e5,'time':5,'entity':17,'temp':20.1" + REST,
        "{'x':truex,'time':5,'entity':17,'temp':20.1" + REST,
        "{'x':nul,'time':5,'entity':17,'temp':20.1" + REST,
        "{'x':'\\ud800','time':5,'entity':17,'temp':20.1" + REST,
        "{'time':5,'entity':17,'temp':20.1,'count':1,'exact':1.5,'state':'\\ud800'}",
        "{'time':5,'entity':17,'temp':20.1,'count':1,'exact':1.5,'state':'a\\\"b'}",
        "{'time':5,'entity':17,'temp':20.1,'count':1,'exact':1.5,'state':'a\tb'}",
        "{'time':5,'entity':17,'temp':20.1,'count':1,'exact':1.5,'state':7}",
        "{'time':5,'entity':17,'temp':20.1,'count':1,'exact':1.5}",
        "{'time':5,'entity':17,'temp':20.1,'count':1,'exact':1.5,'state':'on'",
        "{'time':5,'entity':17,'temp':20.1,'count':1,'exact':1.5,'state':'on",
        "{'time':5,'entity':17,'temp':20.1,'count':1,'exact':1.5,'state':'on',}",
        "{'time':5,'entity':17,'temp':20.1" + REST + "x",
        "{'time':5,'entity':17,'temp':20.1" + REST + "{}",
        "{'time':5,'entity':17,'temp':20.1" + REST + "\u0000",
        "\ufeff{'time':5,'entity':17,'temp':20.1" + REST,
        "\f{'time':5,'entity':17,'temp':20.1" + REST,
        "{'time' 5,'entity':17,'temp':20.1" + REST,
        "{time:5,'entity':17,'temp':20.1" + REST,
        "{,'time':5,'entity':17,'temp':20.1" + REST,
        "{'heartbeat':true}",
        "{'time':5,'heartbeat':false}",
        "{'time':5,'heartbeat':1}",
        "{}",
        "{",
        "[]",
        "null",
        " ",
      })
  void leavesWhatIsUnusualOrMalformedToTheParser(String json) {
    assertThat(reads(json)).isFalse();
  }

  @Test
  void readsAHeartbeatAndWhatElseItHas() {
    assertThat(reads("{'time':5,'heartbeat':true}")).isTrue();
    assertThat(scanned.heartbeat()).isTrue();
    assertThat(reads("{'heartbeat':true,'temp':20.1,'time':5,'x':1}")).isTrue();
    assertThat(reads("{'heartbeat':true,'temp':'20.1','time':5,'x':1}")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Zürich", "€", "\ud83d\ude9a", "\ud7ff\ue000\uffff", "\udbff\udfff", "\u007f"})
  void readsWellFormedUtf8(String text) {
    assertThat(reads(withState(text))).isTrue();
    assertThat(scanned.text(STATE)).isEqualTo(text);
    assertThat(scanned.utf8(STATE)).isEqualTo(text.getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0080",
        "\u00c0\u0080",
        "\u00c1\u00bf",
        "\u00c3",
        "\u00c3(",
        "\u00e0\u0080\u0080",
        "\u00e0\u009f\u00bf",
        "\u00e2\u0082",
        "\u00ed\u00a0\u0080",
        "\u00f0\u0080\u0080\u0080",
        "\u00f0\u008f\u00bf\u00bf",
        "\u00f4\u0090\u0080\u0080",
        "\u00f5\u0080\u0080\u0080",
        "\u00f8\u0088\u0080\u0080\u0080",
        "\u00ff",
      })
  void leavesOtherBytesToTheParser(String bytes) {
    assertThat(reads(withState(bytes).replace('\'', '"').getBytes(ISO_8859_1))).isFalse();
  }

  @Test
  void leavesVeryLongRecordsToTheParser() {
    assertThat(reads(withState("x".repeat(30_000)))).isTrue();
    assertThat(reads(withState("x".repeat(40_000)))).isFalse();
  }

  @Test
  void whatTheEncoderWritesIsPlain() {
    RawEncoder encoder = new RawEncoder(RAW);
    unset(decoded);
    decoded.text(STATE, "Zürich");
    assertThat(reads(encoder.encode(decoded))).isTrue();
    assertThat(reads(encoder.encodeHeartbeat(1790000000000L))).isTrue();
  }

  @Test
  void ofAHundredThousandRecordsWhatTheScannerReadsTheParserReadsAsTheSame() {
    RecordFuzz fuzz = new RecordFuzz(RAW, 11);
    int records = 100_000;
    int read = 0;
    int malformed = 0;
    for (int i = 0; i < records; i++) {
      read += reads(fuzz.next()) ? 1 : 0;
      malformed += problem == null ? 0 : 1;
    }
    assertThat(read).isBetween(records / 4, records * 3 / 4);
    assertThat(malformed).isBetween(records / 10, records * 3 / 4);
    assertThat(read + malformed).isLessThan(records);
  }

  private boolean reads(String json) {
    return reads(json.replace('\'', '"').getBytes(UTF_8));
  }

  /** Whether the scanner reads a record, after a comparison with the parser. */
  private boolean reads(byte[] record) {
    unset(scanned);
    unset(parsed);
    boolean read = scanner.read(record, scanned);
    problem = record.length == 0 ? "empty" : parser.decode(record, parsed);
    if (read && (problem != null || !values(scanned).equals(values(parsed)))) {
      throw new AssertionError(
          new String(record, UTF_8) + ": " + values(scanned) + ", not " + problem + values(parsed));
    }
    assertThat(decoder.decode(record, decoded)).isEqualTo(problem);
    if (problem == null) {
      assertThat(decoded.heartbeat()).isEqualTo(parsed.heartbeat());
      assertThat(decoded.number(TIME)).isEqualTo(parsed.number(TIME));
      if (!parsed.heartbeat()) {
        assertThat(values(decoded)).isEqualTo(values(parsed));
      }
    }
    return read;
  }

  /** What a record does not have stays as it is. */
  private static void unset(Reading reading) {
    for (int i = 0; i < FIELDS.size(); i++) {
      reading.number(i, -77);
      reading.text(i, "unset");
    }
  }

  private static List<Object> values(Reading reading) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < FIELDS.size(); i++) {
      values.add(FIELDS.get(i).type() == FieldType.STRING ? reading.text(i) : reading.number(i));
    }
    values.add(reading.heartbeat());
    return values;
  }

  private static String withTemp(String number) {
    return "{'time':5,'entity':17,'temp':" + number + REST;
  }

  private static String withState(String text) {
    return "{'time':5,'entity':17,'temp':1,'count':1,'exact':1.5,'state':'" + text + "'}";
  }
}
