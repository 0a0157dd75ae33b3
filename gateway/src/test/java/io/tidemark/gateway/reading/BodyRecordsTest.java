package io.tidemark.gateway.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyRecordsTest {
  private static List<String> values(BodyRecords records) {
    return records.values().stream().map(value -> new String(value, UTF_8)).toList();
  }

  private static BodyRecords json(String body) throws BadBody {
    return BodyRecords.ofJson(body.getBytes(UTF_8), 10);
  }

  private static BodyRecords lines(String body) throws BadBody {
    return BodyRecords.ofLines(body.getBytes(UTF_8), 10);
  }

  @Test
  void anElementKeepsItsBytesWhateverItIs() throws Exception {
    String body = "\ufeff [ {\"ä\" : \"\\u00e4]}\"}, 1.50e2 ,\n\"a,b\",[ ],null, -7]";

    BodyRecords records = json(body);

    assertThat(values(records))
        .containsExactly("{\"ä\" : \"\\u00e4]}\"}", "1.50e2", "\"a,b\"", "[ ]", "null", "-7");
    assertThat(records.numbers()).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void anObjectMaySpanLines() throws Exception {
    assertThat(values(json("\n{\n \"a\": 1\n}\n"))).containsExactly("{\n \"a\": 1\n}");
  }

  @Test
  void linesKeepTheirBytesAndNumbers() throws Exception {
    BodyRecords records = lines("\ufeff{\"a\": 1} \r\n\n \t\r\nx\n{}");

    assertThat(values(records)).containsExactly("{\"a\": 1} ", "x", "{}");
    assertThat(records.numbers()).startsWith(1, 4, 5);
  }

  /** The bytes around the line feed, and those that differ from it in one bit. */
  @ParameterizedTest
  @ValueSource(ints = {0x00, 0x01, 0x09, 0x0b, 0x0e, 0x02, 0x1a, 0x2a, 0x4a, 0x80, 0x8a, 0xff})
  void aLineEndsAtItsLineFeedAndNowhereElse(int other) throws Exception {
    for (int length = 1; length < 30; length++) {
      byte[] line = new byte[length];
      Arrays.fill(line, (byte) other);
      line[0] = '{';
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      for (int i = 0; i < 5; i++) {
        body.write(line);
        body.write('\n');
      }
      body.write(line);

      BodyRecords records = BodyRecords.ofLines(body.toByteArray(), 10);

      assertThat(records.values()).hasSize(6).allSatisfy(one -> assertThat(one).isEqualTo(line));
      assertThat(records.numbers()).startsWith(1, 2, 3, 4, 5, 6);
    }
  }

  @Test
  void whatIsNotJsonIsRefused() {
    for (String body : List.of("", " ", "[", "{", "[{}", "{}]", "{} {}", "[{},]", "nul", "\"a")) {
      assertThatThrownBy(() -> json(body))
          .as(body)
          .isInstanceOfSatisfying(BadBody.class, bad -> assertThat(bad.status()).isEqualTo(400));
    }
  }

  @Test
  void otherEncodingsAreRefused() {
    for (byte[] body :
        List.of("{}".getBytes(StandardCharsets.UTF_16LE), "{}".getBytes(StandardCharsets.UTF_16))) {
      assertThatThrownBy(() -> BodyRecords.ofJson(body, 10)).hasMessageContaining("UTF-8");
    }
  }

  @Test
  void moreRecordsThanPermittedAreRefused() throws Exception {
    assertThat(json("[1,2,3,4,5,6,7,8,9,0]").values()).hasSize(10);
    assertThatThrownBy(() -> json("[1,2,3,4,5,6,7,8,9,0,1]")).hasMessageContaining("at most 10");
    assertThat(lines("1\n".repeat(10)).values()).hasSize(10);
    assertThatThrownBy(() -> lines("1\n".repeat(11))).hasMessageContaining("at most 10");
  }
}
