package io.tidemark.model.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.yaml.DefinitionException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Why records and schemas cannot be read, in words. */
class UnreadableRecordsTest {
  private static final String PLACES =
      "{\"type\":\"record\",\"name\":\"Sale\",\"namespace\":\"com.shop\",\"fields\":[%s]}";
  private static final String AT = "{\"name\":\"at\",\"type\":\"long\"}";
  private static final StreamDefinition.Raw RAW =
      AvroRecords.raw(
          """
          {"topic": "t", "encoding": "avro", "time": "at", "fields": {
            "at": {"type": "timestamp"},
            "amount": {"type": "decimal", "scale": 2}}}
          """);

  private static String schema(String amount) {
    return PLACES.formatted(AT + ",{\"name\":\"amount\",\"type\":" + amount + "}");
  }

  private static String decode(String schema, int... record) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.writeBytes(new byte[] {0, 0, 0, 0, 7});
    for (int one : record) {
      frame.write(one);
    }
    return decode(schema, frame.toByteArray());
  }

  private static String decode(String schema, byte[] frame) {
    return new AvroDecoder(RAW, id -> id == 7 ? schema : null).decode(frame, RAW.newReading());
  }

  @Test
  void aSchemaThatLacksARequiredFieldIsRefusedByName() {
    assertThat(AvroDecoder.problem(PLACES.formatted(AT), RAW))
        .isEqualTo(
            "schema com.shop.Sale: expected the field 'amount', which is not there; optional: true"
                + " in 'amount' reads it as no value");
    assertThat(decode(PLACES.formatted(AT), 2)).startsWith("schema 7 com.shop.Sale: expected");
  }

  @Test
  void aSchemaWithAnotherTypeIsRefusedByName() {
    assertThat(AvroDecoder.problem(schema("\"string\""), RAW))
        .isEqualTo("schema com.shop.Sale: expected 'amount' as a number, found string");
    assertThat(AvroDecoder.problem(schema("\"bytes\""), RAW))
        .isEqualTo("schema com.shop.Sale: expected 'amount' as a number, found bytes");
    assertThat(AvroDecoder.problem("\"string\"", RAW))
        .isEqualTo("schema string: expected a record, found string");
    assertThat(AvroDecoder.problem("{", RAW))
        .isEqualTo("schema: expected a schema of Avro in JSON");
    assertThat(AvroDecoder.problem(schema("\"double\""), RAW)).isNull();
  }

  @Test
  void aFrameThatIsNoneSaysWhy() {
    String schema = schema("\"int\"");
    assertThat(decode(schema, "{\"at\":1}".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("not a frame of Avro: expected the first byte 0");
    assertThat(decode(schema, new byte[] {0, 0, 0}))
        .isEqualTo("not a frame of Avro: expected the id of its schema in 4 bytes");
    assertThat(decode(schema, new byte[] {0, 0, 0, 0, 9, 2, 2}))
        .isEqualTo("the registry has no schema of the frame's id");
    assertThat(decode(schema, new byte[] {0, -1, 0, 0, 7, 2, 2}))
        .isEqualTo("the registry has no schema of the frame's id");
  }

  @Test
  void aRecordThatIsNotOneOfItsSchemaSaysWhy() {
    String number = schema("\"int\"");
    assertThat(decode(number, 2)).isEqualTo("the frame ends inside a value");
    assertThat(decode(number, 2, 2, 2)).isEqualTo("found bytes behind the record");
    assertThat(decode(number, 2, 0xFE, 0xFF, 0xFF, 0xFF, 0x7F))
        .isEqualTo("expected a number of 32 bits");
    assertThat(decode(schema("[\"null\",\"int\"]"), 2, 4, 2))
        .isEqualTo("expected one of 2 branches of a union, found another");
    assertThat(decode(schema("[\"null\",\"int\"]"), 2, 0))
        .isEqualTo("amount: expected a number, found null; optional: true reads it as no value");
    String decimal =
        schema("{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":9,\"scale\":3}");
    assertThat(decode(decimal, 2, 1)).isEqualTo("found a negative length");
    assertThat(decode(decimal, 2, 0)).isEqualTo("amount: expected a decimal, found no bytes");
    assertThat(decode(decimal, 2, 2, 5))
        .isEqualTo("amount: more than 2 decimal places; rounded: true rounds them half up");
    assertThat(decode(decimal, 2, 2, 10)).isNull();
  }

  @Test
  @Timeout(2)
  void aDecimalOfAMegabyteIsOutOfRangeAtOnce() {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    // the time 1, and 1,000,000 as the length
    frame.writeBytes(new byte[] {0, 0, 0, 0, 7, 2, (byte) 0x80, (byte) 0x89, 0x7A});
    frame.writeBytes("7".repeat(1_000_000).getBytes(StandardCharsets.US_ASCII));
    String decimal =
        "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":19,\"scale\":2}";

    assertThat(decode(schema(decimal), frame.toByteArray())).isEqualTo("amount: out of range");
  }

  @Test
  void blocksWithoutEndAndRecordsWithoutEndAreMalformed() {
    String around =
        PLACES.formatted(
            AT + ",{\"name\":\"amount\",\"type\":\"int\"},{\"name\":\"more\",\"type\":%s}");
    String empties = around.formatted("{\"type\":\"array\",\"items\":\"null\"}");
    // 2^62 elements of no bytes, then the end
    assertThat(decode(empties, 2, 2, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1, 0))
        .isNull();
    String list = around.formatted("{\"type\":\"array\",\"items\":\"int\"}");
    assertThat(decode(list, 2, 2, 0x80, 0x80, 0x80, 0x10, 2))
        .isEqualTo("found more elements than there are bytes");
    String chain = around.formatted("[\"null\",\"Sale\"]");
    byte[] frame = new byte[5 + 3_000];
    frame[4] = 7;
    java.util.Arrays.fill(frame, 5, frame.length, (byte) 2);
    assertThat(decode(chain, frame)).isEqualTo("nested deeper than 256 levels");
    String itself = around.formatted("\"Sale\"");
    assertThat(decode(itself, frame)).isEqualTo("nested deeper than 256 levels");
  }

  @Test
  void aSourceThatDoesNotAnswerIsNoProblemOfTheRecord() {
    AvroDecoder decoder =
        new AvroDecoder(
            RAW,
            id -> {
              throw new IllegalStateException("no answer");
            });
    Reading reading = RAW.newReading();
    assertThatThrownBy(() -> decoder.decode(new byte[] {0, 0, 0, 0, 7, 2, 2}, reading))
        .hasMessage("no answer");
  }

  @Test
  void aDefinitionWhosePlacesAvroCannotHaveIsRefused() {
    for (String from : new String[] {"\"list[1]\"", "[\"my amount\"]"}) {
      assertThatThrownBy(
              () ->
                  AvroRecords.raw(
                      """
                      {"topic": "t", "encoding": "avro", "time": "at", "fields": {
                        "at": {"type": "timestamp"},
                        "amount": {"type": "int", "from": %s}}}
                      """
                          .formatted(from)))
          .isInstanceOf(DefinitionException.class)
          .hasMessageContaining("names of letters, digits and '_' with encoding: avro");
    }
  }
}
