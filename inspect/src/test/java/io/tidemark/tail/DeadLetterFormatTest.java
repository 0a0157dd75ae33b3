package io.tidemark.tail;

import static io.tidemark.tail.TailRecords.deadLetter;
import static io.tidemark.tail.TailRecords.record;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeadLetterFormatTest {
  private final DeadLetterFormat format = new DeadLetterFormat();

  @Test
  void aDeadLetterIsShownWithItsOriginReasonAndValue() {
    String line =
        TailRecords.table(format, deadLetter("temp: missing", TailRecords.bytes("{\"time\":\n1}")))
            .get(1);
    assertThat(line)
        .contains("| sensors-raw-3-17                 | temp: missing         ")
        .endsWith("| {\"time\":\\n1}");
  }

  @Test
  void inJsonTheOriginalIsWhole() {
    String value = "x".repeat(10_000);
    assertThat(TailRecords.json(format, deadLetter("not JSON", TailRecords.bytes(value))))
        .contains("\"key\":\"sensors-raw-3-17\",\"reason\":\"not JSON\"")
        .endsWith(
            "\"original\":{\"topic\":\"sensors-raw\",\"partition\":3,\"offset\":17,\"text\":\""
                + value
                + "\"}}");
    assertThat(TailRecords.table(format, deadLetter("not JSON", TailRecords.bytes(value))).get(1))
        .endsWith("| " + "x".repeat(79) + "…");
  }

  @Test
  void bytesThatAreNoTextAreShownAsBytes() {
    byte[] value = {(byte) 0x80, 'a'};
    assertThat(TailRecords.table(format, deadLetter("not UTF-8", value)).get(1))
        .endsWith("| \\x80a");
    assertThat(TailRecords.json(format, deadLetter("not UTF-8", value)))
        .contains("\"base64\":\"gGE=\"");
    assertThat(TailRecords.json(format, deadLetter("empty", null))).contains("\"text\":null");
    assertThat(TailRecords.table(format, deadLetter("empty", null)).get(1)).endsWith("| -");
  }

  @Test
  void aRecordThatIsNoDeadLetterIsShownWithTheReason() {
    assertThat(TailRecords.table(format, record("k", "v")).get(1))
        .endsWith("| malformed: no header topic, in v");
    assertThat(TailRecords.json(format, record("k", "v")))
        .endsWith("\"problem\":\"no header topic\",\"text\":\"v\"}");
  }

  @Test
  void aDeadLetterUnderAnotherKeyStillShowsItsOrigin() {
    var deadLetter = deadLetter("empty", null);
    var moved = TailRecords.record(TailRecords.NOON, null, null, deadLetter.headers());
    assertThat(TailRecords.table(format, moved).get(1)).endsWith("| original: sensors-raw-3-17");
  }

  @Test
  void theKeyIsThePlaceOfTheOriginal() {
    assertThat(format.hasKey(deadLetter("empty", null), "sensors-raw-3-17")).isTrue();
    assertThat(format.hasKey(deadLetter("empty", null), "sensors-raw-3-1")).isFalse();
  }
}
