package io.tidemark.druid.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.tidemark.model.avro.AvroRowEncoder;
import io.tidemark.model.avro.AvroRowSchema;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.row.RowSection;
import io.tidemark.model.yaml.DefinitionReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.druid.data.input.InputFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Druid with rows of windows in Avro, and a registry. */
class AvroRowsTest {
  private static final int ID = 70_000;
  private static final long START = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
  private static final String ROOMS =
      """
      stream: rooms
      raw:
        topic: rooms-raw
        time: at
        fields:
          at: {type: timestamp}
          room: {type: string, optional: true}
          open: {type: boolean}
          temp: {type: decimal, scale: 2}
      aggregated:
        topic: rooms-aggregated
        encoding: avro
        window: 1 minute
        watermark: 0
        by: [room, open]
        measures:
          readings: count
          avg_temp: avg(temp)
          dev_temp: stddev(temp)
          temps: quantiles(temp)
      """;

  @TempDir Path folder;

  private HttpServer registry;
  private StreamDefinition rooms;

  @BeforeEach
  void start() throws IOException {
    Path file = Files.writeString(folder.resolve("rooms.yaml"), ROOMS);
    rooms = DefinitionReader.read(file);
    String schema = AvroRowSchema.of(rooms, rooms.aggregated());
    registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    registry.createContext(
        "/",
        exchange -> {
          boolean known = exchange.getRequestURI().getPath().equals("/schemas/ids/" + ID);
          Map<String, Object> answer =
              known ? Map.of("schema", schema) : Map.of("error_code", 40_403);
          byte[] body = new ObjectMapper().writeValueAsBytes(answer);
          exchange.sendResponseHeaders(known ? 200 : 404, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    registry.start();
  }

  @AfterEach
  void stop() {
    registry.stop(0);
  }

  private String format() {
    return "{\"type\": \"tidemark\", \"aggregated\": "
        + RowSection.toJson(rooms.aggregated())
        + ", \"registry\": \"http://127.0.0.1:"
        + registry.getAddress().getPort()
        + "\"}";
  }

  private SpecReader reader() throws IOException {
    return new SpecReader(
        "{\"spec\": {\"dataSchema\": {\"timestampSpec\": {\"column\": \"window_start\", \"format\":"
            + " \"iso\"}, \"dimensionsSpec\": {\"dimensions\": [{\"type\": \"string\", \"name\":"
            + " \"window_end\"}, {\"type\": \"string\", \"name\": \"room\"}, {\"type\": \"string\","
            + " \"name\": \"open\"}, {\"type\": \"long\", \"name\": \"readings\"}, {\"type\":"
            + " \"double\", \"name\": \"avg_temp\"}, {\"type\": \"double\", \"name\": \"dev_temp\"},"
            + " {\"type\": \"string\", \"name\": \"temps\"}]}}, \"ioConfig\": {\"inputFormat\": "
            + format()
            + "}}}");
  }

  private byte[] frame(int id, Object... values) {
    return new AvroRowEncoder(rooms.aggregated()).encode(id, place -> values[place]);
  }

  private byte[] frame() {
    return frame(
        ID, START, START + 60_000, "größer", true, 12L, new BigDecimal("-20.5"), null, "AQI=");
  }

  @Test
  void aRowHasTheColumnsThatDruidReadsFromJson() throws IOException {
    Map<String, Object> expected = new HashMap<>();
    expected.put("__time", START);
    expected.put("window_end", "2026-01-01T00:01:00.000Z");
    expected.put("room", "größer");
    expected.put("open", "true");
    expected.put("readings", 12L);
    expected.put("avg_temp", -20.5);
    expected.put("dev_temp", null);
    expected.put("temps", "AQI=");
    assertThat(reader().apply(frame())).isEqualTo(List.of(expected));
  }

  @Test
  void whatIsNoRowIsUnparseableForItsReason() throws IOException {
    SpecReader reader = reader();
    assertThat(reader.apply("{\"window_start\":1}".getBytes(UTF_8))).isEmpty();
    assertThat(reader.apply(Arrays.copyOf(frame(), 20))).isEmpty();
    assertThat(reader.apply(frame(7, START, START, null, true, 1L, BigDecimal.ONE, null, "AQI=")))
        .isEmpty();
    assertThat(reader.unparseable()).isEqualTo(3);
    assertThat(reader.reason()).contains("the registry has no schema of the frame's id");
  }

  @Test
  void aRegistryThatIsAwayFailsTheTaskAndPassesOverNothing() throws IOException {
    SpecReader reader = reader();
    registry.stop(0);
    assertThatThrownBy(() -> reader.apply(frame()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("does not answer");
    assertThat(reader.unparseable()).isZero();
  }

  @Test
  void theFormatIsTheSameAfterDruidHasStoredItAndNeedsARegistry() throws IOException {
    ObjectMapper mapper =
        new ObjectMapper().registerModules(new TidemarkDruidModule().getJacksonModules());
    InputFormat format = mapper.readValue(format(), InputFormat.class);
    InputFormat stored = mapper.readValue(mapper.writeValueAsString(format), InputFormat.class);
    assertThat(stored).isEqualTo(format).hasSameHashCodeAs(format);
    assertThatThrownBy(
            () ->
                mapper.readValue(format().replace("\"registry\"", "\"other\""), InputFormat.class))
        .hasMessageContaining("registry");
    assertThatThrownBy(() -> mapper.readValue("{\"type\": \"tidemark\"}", InputFormat.class))
        .hasMessageContaining("expected one of the properties raw and aggregated");
  }
}
