package io.tidemark.tail;

import static io.tidemark.tail.TailRecords.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.testing.AvroRows;
import io.tidemark.testing.KnownSchemas;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class AggregatedRecordFormatTest {
  private static final String KEY = "s|7|2026-03-10T12:00:00.000Z";
  private static final String ROW =
      "{\"window_start\":\"2026-03-10T12:00:00.000Z\",\"window_end\":\"2026-03-10T12:01:00.000Z\","
          + "\"sensor\":\"s|7\",\"readings\":12,\"avg_temp\":%s}";

  private final AggregatedRecordFormat format =
      new AggregatedRecordFormat(TailRecords.STREAM.aggregated());

  @Test
  void aRowHasTheColumnsOfTheDefinition() {
    assertThat(TailRecords.table(format, record(KEY, ROW.formatted("0.000000"))))
        .containsExactly(
            "partition |     offset | timestamp                | key                                  |"
                + " window_start             | window_end               | sensor               |"
                + "   readings |   avg_temp",
            "        1 |         42 | 2026-03-10T12:00:00.000Z | s|7|2026-03-10T12:00:00.000Z         |"
                + " 2026-03-10T12:00:00.000Z | 2026-03-10T12:01:00.000Z | s|7                  |"
                + "         12 |   0.000000");
  }

  @Test
  void aRowInAvroIsShownAsTheSameRowInJson() {
    StreamDefinition avro = KnownSchemas.rowsInAvro(TailRecords.STREAM);
    AggregatedRecordFormat frames = new AggregatedRecordFormat(avro.aggregated());
    String row = ROW.formatted("-20.100000");
    ConsumerRecord<byte[], byte[]> frame =
        record(TailRecords.bytes(KEY), AvroRows.frame(avro.aggregated(), row));
    assertThat(TailRecords.table(frames, frame))
        .isEqualTo(TailRecords.table(format, record(KEY, row)));
    assertThat(TailRecords.json(frames, frame))
        .isEqualTo(TailRecords.json(format, record(KEY, row)));
    assertThat(TailRecords.json(frames, record(KEY, row)))
        .contains("\"not a frame of Avro: expected the first byte 0\"");
  }

  @Test
  void inJsonNumbersKeepAllTheirPlaces() {
    String row = ROW.formatted("12345678901234567890.100000");
    assertThat(TailRecords.json(format, record(KEY, row))).endsWith("\"value\":" + row + "}");
  }

  @Test
  void numbersOfAnySizeAreShownAndNotWrittenOut() {
    assertThat(TailRecords.json(format, record(KEY, ROW.formatted("1e999999999"))))
        .contains("\"avg_temp\":1E+999999999}");
    assertThat(TailRecords.table(format, record(KEY, ROW.formatted("9".repeat(900)))).get(1))
        .endsWith("9".repeat(63) + "…");
  }

  @Test
  void noValueIsNull() {
    assertThat(TailRecords.table(format, record(KEY, ROW.formatted("null"))).get(1))
        .endsWith("|       null");
    assertThat(TailRecords.json(format, record(KEY, ROW.formatted("null"))))
        .endsWith("\"avg_temp\":null}}");
  }

  @Test
  void aColumnMayHoldAnUnexpectedValue() {
    String row = ROW.formatted("{\"a\":[null,\"\\u001b\"]}");
    assertThat(TailRecords.table(format, record(KEY, row)).get(1))
        .endsWith("{\"a\":[null,\"\\u001B\"]}");
    assertThat(TailRecords.json(format, record(KEY, row))).contains("{\"a\":[null,\"\\u001B\"]}");
  }

  @Test
  void whatIsNoRowIsShownWithTheReason() {
    assertThat(TailRecords.table(format, record(KEY, "{\"window_start\":1}")).get(1))
        .endsWith("| malformed: window_end: missing, in {\"window_start\":1}");
    assertThat(TailRecords.json(format, record(KEY, "[]"))).contains("\"not a JSON object\"");
    assertThat(TailRecords.json(format, record(KEY, "{} {}"))).contains("\"not JSON\"");
    assertThat(TailRecords.json(format, record(KEY, "[".repeat(5_000)))).contains("\"not JSON\"");
    assertThat(TailRecords.json(format, record(KEY, null))).contains("\"empty\"");
  }

  @Test
  void aKeyIsAGroupOrAGroupAndItsWindow() {
    assertThat(format.hasKey(record(KEY, ""), KEY)).isTrue();
    assertThat(format.hasKey(record(KEY, ""), "s|7")).isTrue();
    assertThat(format.hasKey(record(KEY, ""), "s")).isFalse();
    assertThat(format.hasKey(record("2026-03-10T12:00:00.000Z", ""), "")).isFalse();
    assertThat(format.hasKey(record(null, ""), "s")).isFalse();
  }
}
