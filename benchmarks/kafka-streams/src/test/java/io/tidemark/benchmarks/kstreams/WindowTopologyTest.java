package io.tidemark.benchmarks.kstreams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UserError;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.DefinitionReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.kstream.internals.TimeWindow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WindowTopologyTest {
  private static final String DEFINITION =
      """
      stream: trucks
      raw:
        topic: trucks-raw
        key: truck
        time: time
        fields:
          time:   {type: timestamp}
          truck:  {type: string}
          speed:  {type: decimal, scale: 1, simulate: {uniform: {min: 0, max: 90}}}
          gear:   {type: int, simulate: {uniform: {min: 1, max: 8}}}
          driver: {type: string, simulate: {choice: [ada, bob]}}
      aggregated:
        topic: trucks-aggregated
        window: 10 seconds
        watermark: 5 seconds
        by: [BY]
        measures:
          readings: count
          distance: sum(speed)
          mean:     avg(speed)
          slowest:  min(speed)
          fastest:  max(speed)
          gear_in:  first(gear)
          last_one: last(driver)
      """;

  @TempDir Path folder;

  @Test
  void aWindowHasWhatTheDefinitionSays() throws IOException {
    StreamDefinition definition = definition("truck");
    WindowShape shape = new WindowShape(definition);
    JsonReadings json = new JsonReadings(definition.raw());
    WindowState state = shape.empty();
    for (String record :
        new String[] {
          "{\"time\":12000,\"truck\":\"t1\",\"speed\":50.5,\"gear\":4,\"driver\":\"bob\"}",
          // out of order: it is the first one all the same
          "{\"driver\":\"ada\",\"time\":11000,\"truck\":\"t1\",\"speed\":7,\"gear\":2}",
          "{\"time\":13000,\"truck\":\"t1\",\"speed\":60.0,\"gear\":6,\"driver\":\"ada\"}",
          "{\"time\":15000,\"heartbeat\":true}"
        }) {
      state = copy(shape, shape.add(json.deserialize("", bytes(record)), state));
    }
    KeyValue<String, byte[]> row =
        new WindowRecords(definition, shape)
            .row(new Windowed<>(new Bytes(bytes("t1")), new TimeWindow(10_000, 20_000)), state);
    assertThat(row.key).isEqualTo("t1|1970-01-01T00:00:10Z");
    assertThat(new String(row.value, StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"window_start\":\"1970-01-01T00:00:10Z\",\"window_end\":\"1970-01-01T00:00:20Z\","
                + "\"truck\":\"t1\",\"readings\":3,\"distance\":117.5,\"mean\":39.16667,"
                + "\"slowest\":7.0,\"fastest\":60.0,\"gear_in\":2,\"last_one\":\"ada\"}");
  }

  @Test
  void aDefinitionThatIsGroupedByAnotherFieldIsRefused() throws IOException {
    StreamDefinition other = definition("driver");
    assertThatThrownBy(() -> WindowTopology.of(other, "rows"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("trucks");
  }

  /** As it comes back from the store. */
  private static WindowState copy(WindowShape shape, WindowState state) {
    try (Serde<WindowState> serde = shape.serde()) {
      return serde.deserializer().deserialize("", serde.serializer().serialize("", state));
    }
  }

  private StreamDefinition definition(String by) throws IOException {
    Path file = folder.resolve("trucks.yaml");
    Files.writeString(file, DEFINITION.replace("BY", by));
    return DefinitionReader.read(file);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
