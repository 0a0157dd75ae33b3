package io.tidemark.tail;

import static io.tidemark.tail.TailRecords.NOON;
import static io.tidemark.tail.TailRecords.bytes;
import static io.tidemark.tail.TailRecords.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.RawEncoder;
import io.tidemark.testing.KnownSchemas;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class RawRecordFormatTest {
  private final RawRecordFormat format = new RawRecordFormat(TailRecords.STREAM.raw());

  @Test
  void aReadingHasItsFieldsInTheOrderOfTheDefinition() {
    assertThat(
            TailRecords.table(
                format,
                record(
                    "s7", "{\"temp\":20.1,\"sensor\":\"s7\",\"other\":1,\"time\":" + NOON + "}")))
        .containsExactly(
            "partition |     offset | timestamp                | key          |"
                + " time                     | sensor               |       temp",
            "        1 |         42 | 2026-03-10T12:00:00.000Z | s7           |"
                + " 2026-03-10T12:00:00.000Z | s7                   |      20.10");
  }

  @Test
  void inJsonAReadingIsAsItWasSent() {
    String sent = "{\"time\":" + NOON + ",\"sensor\":\"s7\",\"temp\":-0.05}";
    assertThat(TailRecords.json(format, record("s7", sent)))
        .isEqualTo(
            "{\"partition\":1,\"offset\":42,\"timestamp\":\"2026-03-10T12:00:00.000Z\","
                + "\"key\":\"s7\",\"value\":"
                + sent
                + "}");
  }

  @Test
  void noValueIsNullAndABooleanIsTrueOrFalse() {
    RawRecordFormat optional = new RawRecordFormat(TailRecords.OPTIONAL);
    String none = "{\"time\":" + NOON + ",\"sensor\":\"s7\",\"temp\":null,\"on\":true}";
    assertThat(TailRecords.table(optional, record("s7", none)).get(1))
        .contains("|       null | true");
    assertThat(TailRecords.json(optional, record("s7", none))).contains("\"value\":" + none);
  }

  @Test
  void aHeartbeatIsShownAsSuch() {
    String heartbeat = "{\"time\":" + NOON + ",\"heartbeat\":true}";
    assertThat(TailRecords.table(format, record(null, heartbeat)).get(1))
        .contains("| -            | 2026-03-10T12:00:00.000Z | -  ")
        .endsWith("| heartbeat");
    assertThat(TailRecords.json(format, record(null, heartbeat)))
        .contains("\"key\":null,\"value\":" + heartbeat);
  }

  @Test
  void aReadingInAvroIsShownAsOneInJsonIs() {
    StreamDefinition avro = KnownSchemas.avro(TailRecords.STREAM);
    Reading sent = avro.raw().newReading();
    sent.number(0, NOON);
    sent.text(1, "s7");
    sent.number(2, 2010);
    RawRecordFormat frames = new RawRecordFormat(avro.raw());
    RawEncoder encoder = new RawEncoder(avro.raw());
    assertThat(TailRecords.json(frames, record(bytes("s7"), encoder.encode(sent))))
        .endsWith("\"value\":{\"time\":" + NOON + ",\"sensor\":\"s7\",\"temp\":20.10}}");
    assertThat(
            TailRecords.table(frames, record((byte[]) null, encoder.encodeHeartbeat(NOON))).get(1))
        .endsWith("| heartbeat");
    assertThat(TailRecords.table(frames, record(bytes("s7"), new byte[] {0, 1})).get(1))
        .contains("malformed: not a frame of Avro");
  }

  @Test
  void whatIsNoReadingIsShownWithTheReason() {
    String wrong = "{\"time\":" + NOON + ",\"sensor\":\"s7\",\"temp\":\"\u202e\"}";
    assertThat(TailRecords.table(format, record("s7", wrong)).get(1))
        .endsWith(
            "| s7           | malformed: temp: expected a number, found a text, in "
                + wrong.replace("\u202e", "\\u202e"));
    assertThat(TailRecords.json(format, record("s7", "[\n1]")))
        .endsWith("\"key\":\"s7\",\"problem\":\"not a JSON object\",\"text\":\"[\\n1]\"}");
    assertThat(TailRecords.json(format, record(null, new byte[] {(byte) 0xff, 'a'})))
        .contains("\"problem\":\"not ", "\"base64\":\"/2E=\"");
    assertThat(TailRecords.table(format, record("k", null)).get(1)).endsWith("| malformed: empty");
    assertThat(TailRecords.json(format, record("k", null)))
        .endsWith("\"problem\":\"empty\",\"text\":null}");
  }

  @Test
  void whatATerminalCouldTakeForACommandIsEscaped() {
    String reading = "{\"time\":" + NOON + ",\"sensor\":\"\\u001b[31m\\u202e\\ud800\",\"temp\":1}";
    assertThat(TailRecords.table(format, record("a\u001b]0;x\u0007\n", reading)).get(1))
        .contains("| a\\u001b]0;x… |", "| \\u001b[31m\\u202e…    |");
    assertThat(TailRecords.json(format, record("\u001b\u009b\u202e", reading)))
        .contains("\"key\":\"\\u001B\\u009B\\u202E\"", "\"sensor\":\"\\u001B[31m\\u202E\\uD800\"");
  }

  @Test
  void aKeyThatIsNoTextIsShownAsBytes() {
    byte[] key = {'k', (byte) 0xc3, 0};
    assertThat(TailRecords.table(format, record(key, null)).get(1)).contains("| k\\xc3\\x00    |");
    assertThat(TailRecords.json(format, record(key, null))).contains("\"key_base64\":\"a8MA\"");
    assertThat(format.hasKey(record(key, null), "k")).isFalse();
  }

  @Test
  void aRecordMayHaveNoTimestampOrOneFarOff() {
    RecordHeaders none = new RecordHeaders();
    assertThat(TailRecords.table(format, record(-1, null, null, none)).get(1)).contains("42 | -  ");
    assertThat(TailRecords.json(format, record(-1, null, null, none)))
        .contains("\"timestamp\":null");
    assertThat(TailRecords.json(format, record(Long.MAX_VALUE, null, null, none)))
        .contains("\"timestamp\":\"+292278994-08-17T07:12:55.807Z\"");
  }

  @Test
  void theKeyIsThatOfTheRecord() {
    assertThat(format.hasKey(record("sö7", ""), "sö7")).isTrue();
    assertThat(format.hasKey(record("sö7", ""), "s")).isFalse();
    assertThat(format.hasKey(record(null, bytes("")), "sö7")).isFalse();
  }
}
