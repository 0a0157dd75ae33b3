package io.tidemark.generator.replay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UsageError;
import io.tidemark.generator.GeneratorStreams;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.record.RawDecoder;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The fields of the stream are time, sensor (text), level (int), volt, amp (decimals), state
 * (text).
 */
class CsvRecordsTest {
  private static final StreamDefinition.Raw RAW = GeneratorStreams.MIXED.raw();
  private static final String HEADER = "time,sensor,level,volt,amp,state\n";

  private final List<String> messages = new ArrayList<>();

  @Test
  void aRowIsAnObjectOfTheFieldsInTheirOrderWithTheDigitsOfTheFile() throws IOException {
    assertThat(read("state,amp,other,volt,level,sensor,time\nön,1.50,x,-7,0,s 1,1000\n"))
        .containsExactly(
            "{\"time\":1000,\"sensor\":\"s 1\",\"level\":0,\"volt\":-7,\"amp\":1.50,"
                + "\"state\":\"ön\"}");
    assertThat(messages).isEmpty();
    assertThat(problem(record(HEADER + "1000,a,1,2,3e-2,b"))).isNull();
  }

  @Test
  void aHeaderThatIsNoneIsShownWithoutControlCharacters() {
    assertThatThrownBy(() -> read("\u001b[31mred,b\n1,2\n"))
        .isInstanceOf(UsageError.class)
        .hasMessageContaining("found ?[31mred, b;");
    assertThatThrownBy(() -> read("time,sensor\r1000,a\r"))
        .isInstanceOf(UsageError.class)
        .hasMessageContaining("the lines end with a carriage return alone");
  }

  @Test
  void anEmptyCellIsAFieldThatIsMissing() throws IOException {
    assertThat(record(HEADER + "1000,a,,2,\"\",b"))
        .isEqualTo("{\"time\":1000,\"sensor\":\"a\",\"volt\":2,\"state\":\"b\"}");
    assertThat(problem(record(HEADER + "1000,a,,2,3,b"))).isEqualTo("level: missing");
    assertThat(problem(record(HEADER + "1000,a,1,2"))).as("a short row").endsWith("missing");
    assertThat(record(HEADER + ",,,,,")).isEqualTo("{}");
  }

  @Test
  void textInANumberFieldIsRejectedForTheRightReason() throws IOException {
    for (String cell : List.of("n/a", "+1", "007", ".5", "1.", "1e", "0x1", "NaN", "1 2", "1_0")) {
      assertThat(problem(record(HEADER + "1000,a," + cell + ",2,3,b")))
          .as(cell)
          .startsWith("level: expected a whole number");
    }
    assertThat(problem(record(HEADER + "1000,a,1.5,2,3,b")))
        .startsWith("level: expected a whole number");
    assertThat(problem(record(HEADER + "1000,a,1,2.5,3,b"))).contains("volt: more than 0 decimal");
    assertThat(problem(record(HEADER + "1000,a," + "9".repeat(5_000) + ",2,3,b"))).isNotNull();
  }

  @Test
  void blanksAroundANumberAreStrippedAndThoseInATextKept() throws IOException {
    assertThat(record("time, level ,sensor\n 1000 , 5 , a b \n"))
        .isEqualTo("{\"time\":1000,\"sensor\":\" a b \",\"level\":5}");
  }

  @Test
  void aQuotedCellMayHoldAnything() throws IOException {
    assertThat(read("time,sensor\n\"1000\",\"a,\"\"b\"\"\n\r\n\nc\"\n2000,5\" pipe\n"))
        .containsExactly(
            "{\"time\":1000,\"sensor\":\"a,\\\"b\\\"\\n\\n\\nc\"}",
            "{\"time\":2000,\"sensor\":\"5\\\" pipe\"}");
  }

  @Test
  void theLineOfARecordIsTheFirstLineOfItsRow() throws IOException {
    CsvRecords records = records(bytes("time,sensor\n1,\"a\nb\"\n\n2,c\n"), 1_000, ',', null);
    records.next();
    assertThat(records.line()).isEqualTo(2);
    records.next();
    assertThat(records.line()).as("blank").isEqualTo(4);
    records.next();
    assertThat(records.line()).isEqualTo(5);
    assertThat(records.next()).isNull();
    assertThat(records.lines()).isEqualTo(5);
  }

  @Test
  void aQuoteThatIsNeverClosedAffectsItsOwnLineOnly() throws IOException {
    assertThat(read("time,sensor\n1,a\n2,\"b\n3,c\n4,d\n"))
        .containsExactly(
            "{\"time\":1,\"sensor\":\"a\"}",
            "2,\"b",
            "{\"time\":3,\"sensor\":\"c\"}",
            "{\"time\":4,\"sensor\":\"d\"}");
    String many = "3,c\n".repeat(1_000);
    CsvRecords records = records(bytes("time,sensor\n2,\"b\n" + many), 100, ',', null);
    assertThat(all(records))
        .hasSize(1_001)
        .startsWith("2,\"b")
        .endsWith("{\"time\":3,\"sensor\":\"c\"}");
    assertThat(records.lines()).isEqualTo(1_002);
  }

  @Test
  void aQuoteThatIsNeverClosedTakesNoRowWithItWhoseCellsAreQuoted() throws IOException {
    assertThat(read("time,sensor\n1,\"a\n2,b\n3,\"c\"\n4,\"d\ne\"\n"))
        .containsExactly(
            "1,\"a",
            "{\"time\":2,\"sensor\":\"b\"}",
            "{\"time\":3,\"sensor\":\"c\"}",
            "{\"time\":4,\"sensor\":\"d\\ne\"}");
    assertThat(read("time,sensor\n1,\"a\n2,\"b\n3,c\n"))
        .containsExactly("1,\"a", "2,\"b", "{\"time\":3,\"sensor\":\"c\"}");
  }

  @Test
  void aQuotedCellThatExceedsARowIsInvalid() throws IOException {
    String text = "time,sensor\n1,\"" + "x".repeat(60) + "\n" + "y".repeat(60) + "\"\n2,b\n";
    assertThat(all(records(bytes(text), 100, ',', null)))
        .containsExactly(
            "1,\"" + "x".repeat(60),
            "{\"time\":\"" + "y".repeat(60) + "\\\"\"}",
            "{\"time\":2,\"sensor\":\"b\"}");
  }

  @Test
  void anInvalidRowIsSentUnchanged() throws IOException {
    List<String> rows = List.of("1,\"a\"b", "1,a,b", "1,a,,", "1,\"", "\"\"\"", "1,\"a\" \"b\"");
    for (String row : rows) {
      String record = record("time,sensor\n" + row + "\n");
      assertThat(record).as(row).isEqualTo(row);
      assertThat(problem(record)).isNotNull();
    }
    byte[] latin = "time,sensor\n1,\u00e4\n".getBytes(ISO_8859_1);
    CsvRecords records = records(new ByteArrayInputStream(latin), 100, ',', null);
    assertThat(records.next()).asString(ISO_8859_1).isEqualTo("1,\u00e4");
  }

  @Test
  void aFileWithoutAHeaderHasTheColumnsThatAreTyped() throws IOException {
    assertThat(
            all(
                records(
                    bytes("1000|x|s1|\n2000|y|s2|tail|more|\n"),
                    100,
                    '|',
                    List.of("time", "ignored", "sensor"))))
        .containsExactly("{\"time\":1000,\"sensor\":\"s1\"}", "{\"time\":2000,\"sensor\":\"s2\"}");
    assertThat(messages)
        .containsExactly("note: --columns: no column is named level, volt, amp, state");
  }

  @Test
  void aSeparatorBehindTheLastValueIsNoColumn() throws IOException {
    assertThat(record("time\tsensor\n1\ta\t\n".replace('\t', ','))).contains("\"sensor\":\"a\"");
    assertThat(all(records(bytes("time\tsensor\n1\ta,b\t\n"), 100, '\t', null)))
        .containsExactly("{\"time\":1,\"sensor\":\"a,b\"}");
  }

  @Test
  void aHeaderWithoutAFieldIsReportedWithTheExpectedNames() {
    assertThatThrownBy(() -> read("a;b;c\n1;2;3\n"))
        .isInstanceOf(UsageError.class)
        .hasMessageContaining("fields time, sensor, level, volt, amp, state with ',' between them")
        .hasMessageContaining("found a;b;c;")
        .hasMessageContaining("--separator");
    assertThatThrownBy(() -> read("\"\n")).isInstanceOf(UsageError.class);
    assertThatThrownBy(() -> read("x".repeat(2_000) + "\n"))
        .isInstanceOf(UsageError.class)
        .satisfies(error -> assertThat(error.getMessage().length()).isLessThan(500));
    assertThatThrownBy(() -> read("time,sensor,time\n"))
        .isInstanceOf(UsageError.class)
        .hasMessageContaining("expected one column named time, found 2");
  }

  @Test
  void anEmptyFileHasNoRows() throws IOException {
    assertThat(read("")).isEmpty();
    assertThat(read("\n\n")).isEmpty();
    assertThat(read("\n" + HEADER)).isEmpty();
  }

  @Test
  void recordsBeforeATruncationAreReturnedFirst() throws IOException {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new EOFException("cut");
          }
        };
    CsvRecords records =
        records(
            new SequenceInputStream(bytes("time,sensor\n1,a\n2,\"b\n3,c\n4,"), broken),
            100,
            ',',
            null);
    assertThat(records.next()).asString(UTF_8).contains("\"a\"");
    assertThat(records.next()).asString(UTF_8).isEqualTo("2,\"b");
    assertThat(records.next()).asString(UTF_8).contains("\"c\"");
    assertThatThrownBy(records::next).isInstanceOf(EOFException.class);
    assertThat(records.lines()).isEqualTo(4);
  }

  private String record(String text) throws IOException {
    List<String> all = read(text);
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  private List<String> read(String text) throws IOException {
    return all(records(bytes(text), 10_000, ',', null));
  }

  private CsvRecords records(InputStream in, int longest, char separator, List<String> columns)
      throws IOException {
    String where = columns == null ? "file" : "--columns";
    return new CsvRecords(
        RAW,
        where,
        new LineRecords(in, longest),
        longest,
        separator,
        separator != ',',
        columns,
        messages::add);
  }

  private static List<String> all(CsvRecords records) throws IOException {
    List<String> all = new ArrayList<>();
    for (byte[] record = records.next(); record != null; record = records.next()) {
      if (!LineRecords.isBlank(record)) {
        all.add(new String(record, UTF_8));
      }
    }
    return all;
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  private static String problem(String record) {
    return new RawDecoder(RAW).decode(record.getBytes(UTF_8), 1, RAW.newReading());
  }
}
