package io.tidemark.generator.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonValueRecordsTest {
  private static final String A = "{\"a\":1}";
  private static final String B = "{\"b\":[{\"c\":\"}],[{\\\"\"},{}]}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[A,B]",
        "\uFEFF [ A ,\n\tB\r\n]\n",
        "[A,B,]",
        "[,A,,B]",
        "[A\nB]",
        "[A] [B]",
        "[A]\n[]\n[B]\n",
        "A B",
        "AB",
        "A\n\nB\n",
        "A,\nB,\n",
      })
  void objectsAreRecordsWhateverSeparatesThem(String form) throws IOException {
    assertThat(read(form.replace("A", A).replace("B", B))).containsExactly(A, B);
  }

  @Test
  void aRecordIsOneLineAndItsTextsKeepTheirBlanks() throws IOException {
    assertThat(read("{\r\n  \"a\" :  \"x  y\",\n\t\"b\":\n1 \n 2\n\n}\n"))
        .as("no tokens are joined")
        .containsExactly("{ \"a\" :  \"x  y\", \"b\": 1 2 }");
  }

  @Test
  void anElementThatIsNoObjectIsARecordOfItsOwn() throws IOException {
    assertThat(read("[1, \"a,]\\\",b\",null,[1,[2]], " + A + "]"))
        .containsExactly("1", "\"a,]\\\",b\"", "null", "[1,[2]]", A);
  }

  @Test
  void textBetweenOrBehindArraysIsARecordOfItsOwn() throws IOException {
    assertThat(read("[" + A + "] junk, more\n]\n" + B + "x" + A))
        .containsExactly(A, "junk, more", "]", B, "x", A);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1,",
        "{\"a\":1, \"b\":[{}",
        "{\"a\":1",
        "{\"a\":\"x",
        "{\"a\":\"x,\"b\":1}",
        "{\"a\":[1}",
      })
  void aBrokenObjectDoesNotTakeTheNextOneWithIt(String broken) throws IOException {
    assertThat(read(broken + "\n" + A + "\n" + B)).containsExactly(broken, A, B);
    assertThat(read("[" + broken + "\n" + A + "," + B + "]")).containsExactly(broken, A, B);
  }

  @Test
  void anArrayThatIsNotClosedIsReportedBehindItsElements() throws IOException {
    JsonValueRecords records = records("[" + A + ",\n" + B + ",\n{\"a\":", 1_000);
    assertThat(records.next()).asString(UTF_8).isEqualTo(A);
    assertThat(records.next()).asString(UTF_8).isEqualTo(B);
    assertThat(records.next()).asString(UTF_8).isEqualTo("{\"a\":");
    assertThatThrownBy(records::next)
        .isInstanceOf(EOFException.class)
        .hasMessage("its JSON array is not closed");
  }

  @Test
  void theLineOfARecordIsThatOfItsFirstByte() throws IOException {
    JsonValueRecords records = records("\n[\n" + A + ", {\n\"a\":2\n},\n" + B + "]", 1_000);
    records.next();
    assertThat(records.line()).isEqualTo(3);
    records.next();
    assertThat(records.line()).isEqualTo(3);
    records.next();
    assertThat(records.line()).isEqualTo(6);
    assertThat(records.next()).isNull();
    assertThat(records.lines()).isEqualTo(6);
  }

  @Test
  void aRecordThatIsTooLongIsPassedOverWithoutBeingBuffered() throws IOException {
    String longest = "{\"a\":\"" + "x".repeat(92) + "\"}";
    InputStream huge =
        new SequenceInputStream(
            Collections.enumeration(
                Stream.of("[{\"a\":\"", "x".repeat(1 << 20), "[{".repeat(1 << 20), "\"},")
                    .map(text -> (InputStream) bytes(text))
                    .toList()));
    JsonValueRecords records =
        new JsonValueRecords(new SequenceInputStream(huge, bytes(longest + "," + A + "]")), 100);
    assertThat(records.next()).isSameAs(RecordedRecords.TOO_LONG);
    assertThat(records.next()).asString(UTF_8).isEqualTo(longest);
    assertThat(records.next()).asString(UTF_8).isEqualTo(A);
    assertThat(records.next()).isNull();
  }

  @Test
  void nestingIsBoundedByTheLengthOfARecord() throws IOException {
    String deep = "{\"a\":".repeat(2_000) + "1" + "}".repeat(2_000);
    assertThat(read(deep + A)).containsExactly(deep, A);
    JsonValueRecords deeper = records("[".repeat(100_000), 1_000);
    assertThatThrownBy(
            () -> {
              for (byte[] record = deeper.next(); record != null; record = deeper.next()) {
                assertThat(record.length).isLessThanOrEqualTo(1_000);
              }
            })
        .isInstanceOf(EOFException.class);
  }

  private static List<String> read(String text) throws IOException {
    JsonValueRecords records = records(text, 100_000);
    List<String> all = new ArrayList<>();
    for (byte[] record = records.next(); record != null; record = records.next()) {
      all.add(new String(record, UTF_8));
    }
    return all;
  }

  private static JsonValueRecords records(String text, int longest) {
    return new JsonValueRecords(bytes(text), longest);
  }

  private static ByteArrayInputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }
}
