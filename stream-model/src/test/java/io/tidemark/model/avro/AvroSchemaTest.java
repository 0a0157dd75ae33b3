package io.tidemark.model.avro;

import static io.tidemark.model.avro.AvroRecords.HEARTBEAT_ID;
import static io.tidemark.model.avro.AvroRecords.ID;
import static io.tidemark.model.avro.AvroRecords.RAW;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.encoding.SchemaIds;
import io.tidemark.model.encoding.SchemaSource;
import io.tidemark.model.encoding.Schemas;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.RawDecoder;
import io.tidemark.model.record.RawEncoder;
import io.tidemark.model.yaml.RawSection;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

/** The schemas of a definition, and what is written with them. */
class AvroSchemaTest {
  private static final SchemaSource SCHEMAS =
      id ->
          switch (id) {
            case ID -> AvroRecords.schema(RAW);
            case HEARTBEAT_ID -> AvroSchema.HEARTBEAT;
            default -> null;
          };

  private final RawEncoder encoder = new RawEncoder(bound(RAW, SCHEMAS));
  private final RawDecoder decoder = new RawDecoder(bound(RAW, SCHEMAS));
  private final Reading reading = RAW.newReading();

  private static StreamDefinition.Raw bound(StreamDefinition.Raw raw, SchemaSource source) {
    return new StreamDefinition("test-1", raw, List.of())
        .with(new Schemas(source, new SchemaIds(ID, HEARTBEAT_ID)))
        .raw();
  }

  @Test
  void theSchemaHasTheFieldsOfTheDefinitionInTheirOrder() {
    Schema schema = new Schema.Parser().parse(AvroRecords.schema(RAW));
    assertThat(schema.getFullName()).isEqualTo("io.tidemark.test_1");
    assertThat(schema.getFields().stream().map(Schema.Field::name))
        .containsExactly(
            "at", "id", "count", "price", "rough", "ok", "note", "meta", "any", "num", "flag");
    assertThat(schema.getField("at").schema().getLogicalType().getName())
        .isEqualTo("timestamp-millis");
    assertThat(schema.getField("price").schema())
        .hasToString(
            "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":19,\"scale\":2}");
    assertThat(schema.getField("note").schema()).hasToString("[\"null\",\"string\"]");
    assertThat(schema.getField("note").hasDefaultValue()).isTrue();
    assertThat(schema.getField("meta").schema().getField("inner").schema().getFullName())
        .isEqualTo("io.tidemark.test_1.meta.inner");
  }

  @Test
  void anOptionalFieldThatIsNewIsCompatible() {
    Schema grown = new Schema.Parser().parse(AvroRecords.schema(RAW));
    Schema before =
        new Schema.Parser()
            .parse(
                AvroRecords.schema(
                    AvroRecords.raw(
                        RawSection.toJson(RAW)
                            .toString()
                            .replace("\"note\":{\"type\":\"string\",\"optional\":true},", ""))));
    assertThat(before.getField("note")).isNull();
    assertThat(SchemaCompatibility.checkReaderWriterCompatibility(grown, before).getType())
        .isEqualTo(SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE);
  }

  @Test
  void anEncodedReadingIsOneOfItsSchemaAndIsReadAgain() {
    Schema schema = new Schema.Parser().parse(AvroRecords.schema(RAW));
    Random random = new Random(4);
    Reading back = RAW.newReading();
    for (int i = 0; i < 1_000; i++) {
      fill(random);
      byte[] frame = encoder.encode(reading);
      GenericRecord record = AvroRecords.read(schema, frame);
      assertThat(AvroRecords.frame(ID, record)).isEqualTo(frame);
      assertThat(decoder.decode(frame, 1, back)).isNull();
      ExpectedReading.check(RAW, record, reading);
      ExpectedReading.check(RAW, record, back);
      assertThat(back.heartbeat()).isFalse();
    }
  }

  private void fill(Random random) {
    for (int place = 0; place < RAW.fields().size(); place++) {
      reading.setNull(place, RAW.fields().get(place).nullable() && random.nextBoolean());
      switch (RAW.fields().get(place).type()) {
        case STRING -> reading.text(place, "größer " + random.nextInt(1_000));
        case BOOLEAN -> reading.number(place, random.nextInt(2));
        case TIMESTAMP -> reading.number(place, 1_790_000_000_000L + random.nextInt());
        default -> reading.number(place, random.nextLong() >> random.nextInt(64));
      }
    }
  }

  @Test
  void theNumbersAtTheEndsOf64BitsAreKept() {
    Reading back = RAW.newReading();
    fill(new Random(5));
    int price = 3;
    for (long number :
        new long[] {Long.MIN_VALUE, Long.MAX_VALUE, 0, -1, 127, 128, -128, -129, 255, 1L << 55}) {
      reading.number(price, number);
      assertThat(decoder.decode(encoder.encode(reading), 1, back)).isNull();
      assertThat(back.number(price)).isEqualTo(number);
    }
  }

  @Test
  void aHeartbeatIsKnownByTheNameOfItsSchema() {
    byte[] frame = encoder.encodeHeartbeat(1_790_000_000_000L);
    assertThat(decoder.decode(frame, 1, reading)).isNull();
    assertThat(reading.heartbeat()).isTrue();
    assertThat(reading.number(0)).isEqualTo(1_790_000_000_000L);
    GenericRecord record = AvroRecords.read(new Schema.Parser().parse(AvroSchema.HEARTBEAT), frame);
    assertThat(record.getSchema().getFullName()).isEqualTo(AvroSchema.HEARTBEAT_NAME);
    assertThat(record.get("time")).isEqualTo(1_790_000_000_000L);
  }

  @Test
  void eachFormatOfTheEventTimeIsWrittenAndReadAgain() {
    for (String format :
        new String[] {
          "milliseconds", "seconds", "yyyymmdd", "iso", "microseconds", "nanoseconds"
        }) {
      StreamDefinition.Raw raw =
          AvroRecords.raw(
              """
              {"topic": "t", "encoding": "avro", "time": "at", "fields": {
                "at": {"type": "timestamp", "format": "%s"}}}
              """
                  .formatted(format));
      Reading one = raw.newReading();
      one.number(0, raw.time().format().floor(1_790_000_000_123L));
      one.nanos(raw.hasFineTimes() ? 5_000 : 0);
      Reading back = raw.newReading();
      byte[] frame = new RawEncoder(bound(raw, SCHEMAS)).encode(one);
      assertThat(new RawDecoder(bound(raw, id -> AvroRecords.schema(raw))).decode(frame, 1, back))
          .as(format)
          .isNull();
      assertThat(back.number(0)).as(format).isEqualTo(one.number(0));
      assertThat(back.nanos()).as(format).isEqualTo(one.nanos());
      assertThat(AvroRecords.read(new Schema.Parser().parse(AvroRecords.schema(raw)), frame))
          .as(format)
          .isNotNull();
    }
  }
}
