package io.tidemark.druid.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.model.yaml.RawSection;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.druid.data.input.InputFormat;
import org.junit.jupiter.api.Test;

/** Druid with the input format of the extension. */
class TidemarkInputFormatTest {
  private static final String ROOMS =
      """
      {"topic": "rooms-raw", "time": "at", "fields": {
        "at": {"type": "timestamp", "format": "iso", "zone": "Europe/Berlin"},
        "room": {"type": "string"},
        "people": {"type": "int", "optional": true},
        "temp": {"type": "decimal", "scale": 2, "from": "air.temp", "lenient": true,
                 "rounded": true, "optional": true, "no_value": ["?"]},
        "open": {"type": "boolean"}}}
      """;

  private static final String RECORD =
      "{\"at\":\"2026-01-01 12:00:00\",\"room\":\"hall\",\"people\":7,\"air\":{\"temp\":\"20.125\"},\"open\":true}";

  private final ObjectMapper mapper =
      new ObjectMapper().registerModules(new TidemarkDruidModule().getJacksonModules());

  @Test
  void aReadingIsARowWithTheTypesOfItsFields() throws IOException {
    assertThat(reader(ROOMS).apply(RECORD.getBytes(UTF_8)))
        .containsExactly(
            Map.of(
                "__time",
                Instant.parse("2026-01-01T11:00:00Z").toEpochMilli(),
                "room",
                "hall",
                "people",
                7L,
                "temp",
                20.13,
                "open",
                "true"));
  }

  @Test
  void aFieldWithoutValueIsNull() throws IOException {
    String record =
        "{\"at\":\"2026-01-01T12:00:00Z\",\"room\":\"hall\",\"air\":{\"temp\":\"?\"},\"open\":false}";
    assertThat(reader(ROOMS).apply(record.getBytes(UTF_8)))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row).containsEntry("people", null).containsEntry("temp", null);
              assertThat(row).containsEntry("open", "false");
            });
  }

  @Test
  void aHeartbeatIsNoRowAndNoError() throws IOException {
    SpecReader reader = reader(ROOMS);
    assertThat(reader.apply("{\"at\":1767225600000,\"heartbeat\":true}".getBytes(UTF_8))).isEmpty();
    assertThat(reader.unparseable()).isZero();
  }

  @Test
  void whatTheDecoderRefusesIsUnparseableForItsReason() throws IOException {
    SpecReader reader = reader(ROOMS);
    assertThat(reader.apply(RECORD.replace("hall\"", "hall\"}").getBytes(UTF_8))).isEmpty();
    assertThat(reader.apply(RECORD.replace("true", "\"%s\"").getBytes(UTF_8))).isEmpty();
    assertThat(reader.unparseable()).isEqualTo(2);
    assertThat(reader.reason()).startsWith("open: ");
  }

  @Test
  void theEventTimeCanBeTheTimestampOfTheRecord() throws IOException {
    SpecReader reader =
        reader(
            """
            {"topic": "t", "time": "at", "fields": {
              "at": {"type": "timestamp", "format": "record"}, "room": {"type": "string"}}}
            """);
    assertThat(reader.apply("{\"room\":\"hall\"}".getBytes(UTF_8), 1767225600123L))
        .containsExactly(Map.of("__time", 1767225600123L, "room", "hall"));
  }

  @Test
  void anyRecordIsARowInDruidIfAndOnlyIfItIsCounted() throws IOException {
    SpecReader reader = reader(ROOMS);
    StockRules rules = new StockRules(RawSection.read(ROOMS));
    List<byte[]> records = new ArrayList<>(Mutations.worst(RECORD.getBytes(UTF_8)));
    records.add(
        RECORD
            .replace("true}", "true,\"x\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}")
            .getBytes(UTF_8));
    Mutations mutations = new Mutations(20260101);
    for (int i = 0; i < 3_000; i++) {
      records.add(mutations.mutate(RECORD.getBytes(UTF_8)));
    }
    int rows = 0;
    for (byte[] record : records) {
      List<Map<String, Object>> counted = rules.counted(record);
      rows += counted.size();
      assertThat(reader.apply(record)).as(() -> new String(record, UTF_8)).isEqualTo(counted);
    }
    assertThat(rows).isBetween(100, records.size() - 100);
  }

  @Test
  void theFormatIsTheSameAfterDruidHasStoredIt() throws IOException {
    InputFormat format = mapper.readValue(format(ROOMS), InputFormat.class);
    InputFormat stored = mapper.readValue(mapper.writeValueAsString(format), InputFormat.class);
    assertThat(stored).isEqualTo(format).hasSameHashCodeAs(format);
  }

  @Test
  void aRawSectionThatIsNoneIsRefusedWithTheSpec() {
    assertThatThrownBy(() -> mapper.readValue(format("{\"topic\": \"t\"}"), InputFormat.class))
        .isInstanceOf(JsonMappingException.class)
        .hasMessageContaining("time");
  }

  @Test
  void aDruidWithoutTheExtensionNamesTheTypeThatAttachLooksFor() {
    assertThatThrownBy(() -> new ObjectMapper().readValue(format(ROOMS), InputFormat.class))
        .hasMessageContaining("type id 'tidemark'");
  }

  private static String format(String raw) {
    return "{\"type\": \"tidemark\", \"raw\": " + raw + "}";
  }

  private static SpecReader reader(String raw) throws IOException {
    StringBuilder dimensions = new StringBuilder();
    RawSection.read(raw)
        .fields()
        .forEach(
            field -> {
              String type =
                  switch (field.type()) {
                    case INT -> "long";
                    case DECIMAL -> "double";
                    default -> "string";
                  };
              if (!field.name().equals("at")) {
                dimensions.append(dimensions.isEmpty() ? "" : ", ");
                dimensions.append(
                    "{\"type\": \"" + type + "\", \"name\": \"" + field.name() + "\"}");
              }
            });
    return new SpecReader(
        "{\"spec\": {\"dataSchema\": {\"timestampSpec\": {\"column\": \"at\", \"format\": \"millis\"},"
            + " \"dimensionsSpec\": {\"dimensions\": ["
            + dimensions
            + "]}}, \"ioConfig\": {\"inputFormat\": "
            + format(raw)
            + "}}}");
  }
}
