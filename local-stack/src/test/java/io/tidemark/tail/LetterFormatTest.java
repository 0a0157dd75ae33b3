package io.tidemark.tail;

import static io.tidemark.tail.Records.letter;
import static io.tidemark.tail.Records.record;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LetterFormatTest {
  private final LetterFormat format = new LetterFormat();

  @Test
  void aLetterSaysWhereItWasWhyAndWhat() {
    String line =
        Records.table(format, letter("temp: missing", Records.bytes("{\"time\":\n1}"))).get(1);
    assertThat(line)
        .contains("| sensors-raw-3-17                 | temp: missing         ")
        .endsWith("| {\"time\":\\n1}");
  }

  @Test
  void inJsonTheOriginalIsWhole() {
    String value = "x".repeat(10_000);
    assertThat(Records.json(format, letter("not JSON", Records.bytes(value))))
        .contains("\"key\":\"sensors-raw-3-17\",\"reason\":\"not JSON\"")
        .endsWith(
            "\"original\":{\"topic\":\"sensors-raw\",\"partition\":3,\"offset\":17,\"text\":\""
                + value
                + "\"}}");
    assertThat(Records.table(format, letter("not JSON", Records.bytes(value))).get(1))
        .endsWith("| " + "x".repeat(79) + "…");
  }

  @Test
  void bytesThatAreNoTextAreShownAsBytes() {
    byte[] value = {(byte) 0x80, 'a'};
    assertThat(Records.table(format, letter("not UTF-8", value)).get(1)).endsWith("| \\x80a");
    assertThat(Records.json(format, letter("not UTF-8", value))).contains("\"base64\":\"gGE=\"");
    assertThat(Records.json(format, letter("empty", null))).contains("\"text\":null");
    assertThat(Records.table(format, letter("empty", null)).get(1)).endsWith("| -");
  }

  @Test
  void whatIsNoLetterIsShownWithTheReason() {
    assertThat(Records.table(format, record("k", "v")).get(1))
        .endsWith("| malformed: no header topic, in v");
    assertThat(Records.json(format, record("k", "v")))
        .endsWith("\"problem\":\"no header topic\",\"text\":\"v\"}");
  }

  @Test
  void aLetterUnderAnotherKeyStillTellsItsPlace() {
    var letter = letter("empty", null);
    var moved = Records.record(Records.NOON, null, null, letter.headers());
    assertThat(Records.table(format, moved).get(1)).endsWith("| original: sensors-raw-3-17");
  }

  @Test
  void theKeyIsThePlaceOfTheOriginal() {
    assertThat(format.hasKey(letter("empty", null), "sensors-raw-3-17")).isTrue();
    assertThat(format.hasKey(letter("empty", null), "sensors-raw-3-1")).isFalse();
  }
}
