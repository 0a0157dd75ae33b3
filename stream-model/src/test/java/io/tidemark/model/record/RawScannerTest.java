package io.tidemark.model.record;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.model.expression.Reading;
import io.tidemark.testing.Definitions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RawScannerTest {
  private static final String DEFINITION =
      Definitions.SAMPLE.replace(
          "    state:",
          "    count: {type: decimal, scale: 0, simulate: {normal: {mean: 1, deviation: 1}}}\n"
              + "    exact: {type: decimal, scale: 9, simulate: {normal: {mean: 1, deviation: 1}}}\n"
              + "    state:");

  private static final StreamDefinition.Raw RAW = Definitions.read(DEFINITION).raw();

  private static final int TIME = 0;
  private static final int ENTITY = 1;
  private static final int TEMP = 2;
  private static final int STATE = 5;
  private static final String REST = ",'count':1,'exact':1.5,'state':'on'}";

  private final ScannerAndParser readers = new ScannerAndParser(RAW);
  private final Reading scanned = readers.scanned();

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
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{ }",
        "[\t]",
        "{'time':1}",
        "{'time':{'temp':[{'state':'off','heartbeat':true}]},'time':2}",
        "[1,[2,[]],{},'a',true,false,null]",
        " [ 1 , { 'entity' : -2 } ] ",
        "1e5",
        "-0.5E-3",
        "1E+400",
        "123456789012345678901234567890",
        "'\\\" \\\\ \\/ \\b\\f\\n\\r\\t'",
        "'\\u00fC'",
        "'\\ud83d\\ude9a'",
        "'\\ud800'",
      })
  void passesOverWhatNoFieldAsksFor(String value) {
    for (String json :
        List.of(
            "{'x':" + value + ",'time':5,'entity':17,'temp':20.1" + REST,
            "{'time':5,'x':" + value + ",'entity':17,'temp':20.1,'y':" + value + REST,
            "{'state':'on','exact':1.5,'count':1,'temp':20.1,'entity':17,'time':5,'x':"
                + value
                + "}")) {
      assertThat(reads(json)).as(json).isTrue();
      assertThat(scanned.number(TIME)).isEqualTo(5);
      assertThat(scanned.number(TEMP)).isEqualTo(2010);
      assertThat(scanned.text(STATE)).isEqualTo("on");
      assertThat(scanned.heartbeat()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[",
        "{'a'}",
        "{'a':}",
        "{'a':1,}",
        "{,}",
        "{'a':1 'b':2}",
        "{a:1}",
        "{1:1}",
        "[1,]",
        "[,]",
        "[1 2]",
        "[1}",
        "{'a':1]",
        "1e",
        "1e+",
        "1ee5",
        "1.e5",
        "01e5",
        "1e5.0",
        "'\\x'",
        "'\\u12g4'",
        "'\\u123'",
        "'\\",
        "'a\tb'",
        "[truex]",
        "[nul]",
        "[NaN]",
      })
  void leavesWhatIsMalformedInsideOfItToTheParser(String value) {
    assertThat(reads("{'x':" + value + ",'time':5,'entity':17,'temp':20.1" + REST)).isFalse();
    assertThat(readers.problem()).startsWith("not JSON");
  }

  @ParameterizedTest
  @CsvSource({"32, true", "33, false", "900, false"})
  void leavesWhatIsNestedDeeplyToTheParser(int depth, boolean reads) {
    String lists = "[".repeat(depth) + "]".repeat(depth);
    String objects = "{'time':".repeat(depth) + "1" + "}".repeat(depth);
    for (String value : List.of(lists, objects)) {
      assertThat(reads("{'x':" + value + ",'time':5,'entity':17,'temp':20.1" + REST))
          .isEqualTo(reads);
      assertThat(readers.problem()).isNull();
    }
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
        "{'x':{'\\u0074ime':1},'time':5,'entity':17,'temp':20.1" + REST,
        "{'x':{'\\ud800':1},'time':5,'entity':17,'temp':20.1" + REST,
        "{'x':{},'\\u0074ime':5,'entity':17,'temp':20.1" + REST,
        "{'x':truex,'time':5,'entity':17,'temp':20.1" + REST,
        "{'x':nul,'time':5,'entity':17,'temp':20.1" + REST,
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
        "{'time':5,'heartbeat':true}",
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

  @ParameterizedTest
  @ValueSource(strings = {"true", "false", "72", "null", "'yes'", "{}"})
  void aMemberHeartbeatOfAReadingIsIgnored(String value) {
    assertThat(reads("{'heartbeat':" + value + ",'time':5,'entity':17,'temp':20.1" + REST))
        .isTrue();
    assertThat(scanned.heartbeat()).isFalse();
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
    byte[] record = withState(bytes).replace('\'', '"').getBytes(ISO_8859_1);
    assertThat(readers.reads(record)).isFalse();
  }

  @Test
  void leavesVeryLongRecordsToTheParser() {
    assertThat(reads(withState("x".repeat(30_000)))).isTrue();
    assertThat(reads(withState("x".repeat(40_000)))).isFalse();
  }

  @Test
  void whatTheEncoderWritesIsPlain() {
    RawEncoder encoder = new RawEncoder(RAW);
    Reading reading = RAW.newReading();
    reading.text(STATE, "Zürich");
    assertThat(readers.reads(encoder.encode(reading))).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = TimeFormat.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"PATTERN", "RECORD"})
  void ofAHundredThousandRecordsWhatTheScannerReadsTheParserReadsAsTheSame(TimeFormat format) {
    StreamDefinition.Raw raw = withQuotes(format);
    ScannerAndParser both = new ScannerAndParser(raw);
    RecordFuzz fuzz = new RecordFuzz(raw, 11);
    int records = 100_000;
    int read = 0;
    int malformed = 0;
    for (int i = 0; i < records; i++) {
      read += both.reads(fuzz.next()) ? 1 : 0;
      malformed += both.problem() == null ? 0 : 1;
    }
    int fewest = records / 4;
    assertThat(read).isBetween(fewest, fewest * 3);
    assertThat(malformed).isBetween(records / 10, records * 3 / 4);
    assertThat(read + malformed).isLessThan(records);
  }

  @ParameterizedTest
  @CsvSource({
    "'5', 5",
    "5, 5",
    "'0', 0",
    "'-0', 0",
    "'-17', -17",
    "'999999999999999999', 999999999999999999"
  })
  void readsAWholeNumberInQuotesAsTheNumber(String number, long value) {
    ScannerAndParser both = new ScannerAndParser(withQuotes(TimeFormat.SECONDS));
    String quoted = number.startsWith("'") ? number : "'" + number + "'";
    for (String json : List.of(number, quoted)) {
      assertThat(both.reads("{'time':'7','entity':" + json + ",'temp':20.1" + REST)).isTrue();
      assertThat(both.scanned().number(TIME)).isEqualTo(7_000);
      assertThat(both.scanned().number(ENTITY)).isEqualTo(value);
    }
  }

  @Test
  void leavesLongNumbersInQuotesToTheParserWhichReadsThem() {
    ScannerAndParser both = new ScannerAndParser(withQuotes(TimeFormat.SECONDS));
    assertThat(both.reads("{'time':7,'entity':'" + Long.MIN_VALUE + "','temp':20.1" + REST))
        .isFalse();
    assertThat(both.problem()).isNull();
    assertThat(both.decoded().number(ENTITY)).isEqualTo(Long.MIN_VALUE);
    assertThat(both.reads("{'time':7,'entity':'\\u0031','temp':20.1" + REST)).isFalse();
    assertThat(both.decoded().number(ENTITY)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "` 5`, expected a whole number in the quotes",
        "`5 `, expected a whole number in the quotes",
        "05, expected a whole number in the quotes",
        "-05, expected a whole number in the quotes",
        "+5, expected a whole number in the quotes",
        "-, expected a whole number in the quotes",
        "``, expected a whole number in the quotes",
        "5.0, expected a whole number in the quotes",
        "5e0, expected a whole number in the quotes",
        "٥, expected a whole number in the quotes",
        "null, expected a whole number in the quotes",
        "9223372036854775808, out of range",
      })
  void whatIsNoWholeNumberInTheQuotesIsTold(String text, String problem) {
    ScannerAndParser both = new ScannerAndParser(withQuotes(TimeFormat.MILLISECONDS));
    assertThat(both.reads("{'time':7,'entity':'" + text + "','temp':20.1" + REST)).isFalse();
    assertThat(both.problem()).startsWith("entity: " + problem);
    assertThat(both.reads("{'time':'" + text + "','entity':7,'temp':20.1" + REST)).isFalse();
    assertThat(both.problem()).startsWith("time: " + problem);
  }

  /** As {@link #RAW}, but with times in this form and with whole numbers that may be quoted. */
  private static StreamDefinition.Raw withQuotes(TimeFormat format) {
    String time = "type: timestamp, format: " + format.keyword();
    return Definitions.read(
            DEFINITION
                .replace("window: 1 minute", "window: 1 day")
                .replace("watermark: 3 minutes", "watermark: 3 days")
                .replace("type: timestamp", time + (format.isNumber() ? ", quoted: true" : ""))
                .replace("type: int", "type: int, quoted: true"))
        .raw();
  }

  private boolean reads(String json) {
    return readers.reads(json);
  }

  private static String withTemp(String number) {
    return "{'time':5,'entity':17,'temp':" + number + REST;
  }

  private static String withState(String text) {
    return "{'time':5,'entity':17,'temp':1,'count':1,'exact':1.5,'state':'" + text + "'}";
  }
}
