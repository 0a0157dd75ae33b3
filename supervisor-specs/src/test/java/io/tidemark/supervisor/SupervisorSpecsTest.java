package io.tidemark.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.cli.UsageError;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.DefinitionReader;
import io.tidemark.model.yaml.RawSection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorSpecsTest {
  private static final String DOORS =
      """
      stream: doors
      raw:
        topic: doors-raw
        key: door
        time: at
        fields:
          door:  {type: string}
          at:    {type: timestamp}
          state: {type: string, simulate: {choice: [open, shut]}}
          force: {type: decimal, scale: 3, simulate: {walk: {mean: 5, deviation: 1}}}
          steps: {type: int, simulate: {uniform: {min: 0, max: 9}}}
      aggregated:
        topic: doors-by-minute
        window: 1 minute
        watermark: 1 minute
        %s
        measures:
          events:     count
          mean_force: avg(force)
          all_steps:  sum(steps)
          mean_steps: avg(steps)
          last_state: last(state)
      """;

  @TempDir Path folder;
  private final Properties kafka = new Properties();

  @BeforeEach
  void setUp() {
    kafka.setProperty("bootstrap.servers", "kafka:19092");
  }

  @Test
  void bothSpecsHaveTheTaskCountsOfTheSettings() throws IOException {
    Attach.Settings settings = new Attach.Settings(4, 1, 3, 2, false, Duration.ofMinutes(1));
    assertThat(Attach.specs(doors("by: [door]"), kafka, settings))
        .hasSize(2)
        .allSatisfy(
            spec -> {
              assertThat(spec.at("/spec/ioConfig/taskCount").intValue()).isEqualTo(3);
              assertThat(spec.at("/spec/ioConfig/replicas").intValue()).isEqualTo(2);
            });
  }

  @Test
  void everyRawFieldIsATypedDimensionExceptTheEventTime() throws IOException {
    assertThat(dimensions(SupervisorSpecs.raw(doors("by: [door]"), kafka)))
        .containsExactly("string door", "string state", "double force", "long steps");
  }

  @Test
  void theEventTimeIsReadAsEpochMilliseconds() throws IOException {
    JsonNode timestamp = schema(SupervisorSpecs.raw(doors(""), kafka)).path("timestampSpec");
    assertThat(timestamp.path("column").asText()).isEqualTo("at");
    assertThat(timestamp.path("format").asText()).isEqualTo("millis");
  }

  @Test
  void onlyARecordWithTheJsonTypesOfItsFieldsBecomesARawRow() throws IOException {
    ObjectNode spec = SupervisorSpecs.raw(doors(""), kafka);
    JsonNode column = spec.at("/spec/ioConfig/inputFormat/flattenSpec/fields/0");
    assertThat(column.path("name").asText()).isEqualTo("is reading");
    assertThat(column.path("expr").asText())
        .isEqualTo(
            "try (if (.door | type) != \"string\""
                + " or (.state | type) != \"string\""
                + " then false else (0 - .at - .force - .steps | true) end) catch false");
    assertThat(filters(spec)).startsWith("is reading is true");
  }

  @Test
  void onlyNumbersInTheirRangeAndScaleBecomeARawRow() throws IOException {
    assertThat(filters(SupervisorSpecs.raw(doors(""), kafka)))
        .containsExactly(
            "is reading is true",
            "at ^-?[0-9]+$",
            "round(\"force\", 3) == \"force\" && \"force\" >= -9223372036854775.808"
                + " && \"force\" <= 9223372036854775.807",
            "steps ^-?[0-9]+$",
            "__time 0001-01-01T00:00:00Z/+10000-01-01T00:00:00Z");
  }

  @Test
  void aStockDruidCountsWhatItCannotReadLineByLine() throws IOException {
    JsonNode format = SupervisorSpecs.raw(doors(""), kafka).at("/spec/ioConfig/inputFormat");
    assertThat(format.path("type").asText()).isEqualTo("json");
    assertThat(format.path("assumeNewlineDelimited").asBoolean()).isTrue();
  }

  @Test
  void whatIsNotPlainIsReadByTheExtensionWithTheSameDefinition() throws IOException {
    Path file = folder.resolve("doors.yaml");
    Files.writeString(
        file,
        DOORS.formatted("").replace("steps: {type: int,", "steps: {type: int, optional: true,"));
    StreamDefinition doors = DefinitionReader.read(file);
    ObjectNode spec = SupervisorSpecs.raw(doors, kafka);
    JsonNode format = spec.at("/spec/ioConfig/inputFormat");
    assertThat(format.path("type").asText()).isEqualTo("tidemark");
    StreamDefinition.Raw read = RawSection.read(format.path("raw").toString());
    assertThat(read.time().name()).isEqualTo("at");
    assertThat(read.fields())
        .extracting(Field::name, Field::nullable)
        .contains(tuple("steps", true));
    assertThat(schema(spec).has("transformSpec")).isFalse();
    assertThat(schema(spec).at("/timestampSpec/format").asText()).isEqualTo("millis");
    assertThat(dimensions(spec)).isEqualTo(dimensions(SupervisorSpecs.raw(doors(""), kafka)));
  }

  @Test
  void aBatchMayReplaceSegmentsThatTheSupervisorsTasksAppendTo() throws IOException {
    StreamDefinition doors = doors("");
    for (ObjectNode spec :
        List.of(SupervisorSpecs.raw(doors, kafka), SupervisorSpecs.aggregated(doors, kafka))) {
      assertThat(spec.at("/context/useConcurrentLocks").asBoolean()).isTrue();
    }
  }

  @Test
  void aggregatesHaveTheirGroupsTypedAsInRawAndTheirMeasuresAsNumbers() throws IOException {
    assertThat(dimensions(SupervisorSpecs.aggregated(doors("by: [door, steps]"), kafka)))
        .containsExactly(
            "string window_end",
            "string door",
            "long steps",
            "long events",
            "double mean_force",
            "long all_steps",
            "double mean_steps",
            "string last_state");
  }

  @Test
  void withoutGroupsTheWindowsEndAndTheMeasuresRemain() throws IOException {
    ObjectNode spec = SupervisorSpecs.aggregated(doors(""), kafka);
    assertThat(dimensions(spec)).startsWith("string window_end", "long events").hasSize(6);
    assertThat(schema(spec).at("/timestampSpec/column").asText()).isEqualTo("window_start");
    assertThat(schema(spec).at("/timestampSpec/format").asText()).isEqualTo("iso");
    assertThat(schema(spec).has("transformSpec")).isFalse();
  }

  @Test
  void datasourceAndTopicShareOneName() throws IOException {
    StreamDefinition doors = doors("");
    for (ObjectNode spec :
        List.of(SupervisorSpecs.raw(doors, kafka), SupervisorSpecs.aggregated(doors, kafka))) {
      String datasource = schema(spec).path("dataSource").asText();
      assertThat(spec.at("/spec/ioConfig/topic").asText()).isEqualTo(datasource);
    }
    assertThat(schema(SupervisorSpecs.raw(doors, kafka)).path("dataSource").asText())
        .isEqualTo("doors-raw");
    assertThat(schema(SupervisorSpecs.aggregated(doors, kafka)).path("dataSource").asText())
        .isEqualTo("doors-by-minute");
  }

  @Test
  void theFirstTaskBeginsOneSecondAfterItsSupervisor() throws IOException {
    StreamDefinition doors = doors("");
    for (ObjectNode spec :
        List.of(SupervisorSpecs.raw(doors, kafka), SupervisorSpecs.aggregated(doors, kafka))) {
      assertThat(spec.at("/spec/ioConfig/startDelay").asText()).isEqualTo("PT1S");
    }
  }

  @Test
  void noReadingIsMissedMergedOrForgotten() throws IOException {
    StreamDefinition doors = doors("");
    for (ObjectNode spec :
        List.of(SupervisorSpecs.raw(doors, kafka), SupervisorSpecs.aggregated(doors, kafka))) {
      assertThat(spec.at("/spec/ioConfig/useEarliestOffset").asBoolean()).isTrue();
      assertThat(spec.at("/spec/tuningConfig/resetOffsetAutomatically").asBoolean(true)).isFalse();
      assertThat(schema(spec).at("/granularitySpec/rollup").asBoolean(true)).isFalse();
      assertThat(schema(spec).at("/granularitySpec/queryGranularity").asText()).isEqualTo("none");
      assertThat(spec.at("/spec/ioConfig").has("lateMessageRejectionPeriod")).isFalse();
      assertThat(spec.at("/spec/ioConfig").has("earlyMessageRejectionPeriod")).isFalse();
    }
  }

  @Test
  void tasksLastLongEnoughForDruidToRunThem() throws IOException {
    String duration =
        SupervisorSpecs.raw(doors(""), kafka).at("/spec/ioConfig/taskDuration").asText();
    assertThat(Duration.parse(duration)).isGreaterThanOrEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void consumersGetTheAddressFirstAndThenTheOtherSettingsByName() throws IOException {
    kafka.setProperty("security.protocol", "SSL");
    kafka.setProperty("a.setting", "1");
    assertThat(
            SupervisorSpecs.raw(doors(""), kafka)
                .at("/spec/ioConfig/consumerProperties")
                .toString())
        .isEqualTo(
            "{\"bootstrap.servers\":\"kafka:19092\",\"a.setting\":\"1\","
                + "\"security.protocol\":\"SSL\"}");
  }

  @Test
  void aLoginThatDruidTakesFromElsewhereIsAnObjectInTheSpec() throws IOException {
    String provider =
        "{\"type\":\"environment\",\"variables\":{\"sasl.jaas.config\":\"KAFKA_LOGIN\"}}";
    kafka.setProperty("druid.dynamic.config.provider", provider);
    kafka.setProperty("client.rack", "{1}");
    JsonNode consumer =
        SupervisorSpecs.raw(doors(""), kafka).at("/spec/ioConfig/consumerProperties");
    assertThat(consumer.path("druid.dynamic.config.provider").toString()).isEqualTo(provider);
    assertThat(consumer.path("client.rack").textValue()).isEqualTo("{1}");

    kafka.setProperty("druid.dynamic.config.provider", "{type: environment}");
    assertThatThrownBy(() -> SupervisorSpecs.raw(doors(""), kafka))
        .isInstanceOf(UsageError.class)
        .hasMessageContaining("druid.dynamic.config.provider of Druid's consumers: expected");
  }

  @Test
  void theTextIsTheSameOnEveryMachine() throws IOException {
    String text = SupervisorSpecs.text(SupervisorSpecs.raw(doors(""), kafka));
    assertThat(text)
        .startsWith("{\n  \"type\": \"kafka\",\n  \"spec\": {\n")
        .endsWith("\n}\n")
        .doesNotContain("\r")
        .isEqualTo(SupervisorSpecs.text(SupervisorSpecs.raw(doors(""), kafka)));
  }

  private StreamDefinition doors(String by) throws IOException {
    Path file = folder.resolve("doors.yaml");
    Files.writeString(file, DOORS.formatted(by));
    return DefinitionReader.read(file);
  }

  private static JsonNode schema(ObjectNode spec) {
    return spec.at("/spec/dataSchema");
  }

  private static List<String> filters(ObjectNode spec) {
    List<String> filters = new ArrayList<>();
    assertThat(schema(spec).at("/transformSpec/filter/type").asText()).isEqualTo("and");
    for (JsonNode filter : schema(spec).at("/transformSpec/filter/fields")) {
      String dimension = filter.path("dimension").asText();
      filters.add(
          switch (filter.path("type").asText()) {
            case "selector" -> dimension + " is " + filter.path("value").asText();
            case "regex" -> dimension + " " + filter.path("pattern").asText();
            case "interval" -> dimension + " " + filter.at("/intervals/0").asText();
            default -> filter.path("expression").asText();
          });
    }
    return filters;
  }

  private static List<String> dimensions(ObjectNode spec) {
    List<String> dimensions = new ArrayList<>();
    for (JsonNode dimension : schema(spec).at("/dimensionsSpec/dimensions")) {
      dimensions.add(dimension.path("type").asText() + " " + dimension.path("name").asText());
    }
    return dimensions;
  }
}
