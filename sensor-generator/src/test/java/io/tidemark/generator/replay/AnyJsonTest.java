package io.tidemark.generator.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.generator.content.PeekedInput;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Random objects in all forms, whole, truncated and damaged. */
class AnyJsonTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String[] TEXTS = {"", "a", "}{", "[,]", "\"", "\\", "\\\"{", "ä\n  b", " "};
  private static final int LONGEST = 100_000;

  private final SplittableRandom random = new SplittableRandom(7);

  @Test
  void everyFormOfTheSameObjectsHasTheSameRecords() throws IOException {
    for (int round = 0; round < 200; round++) {
      List<JsonNode> objects = objects(1 + random.nextInt(5));
      ArrayNode array = JSON.createArrayNode().addAll(objects);
      ObjectWriter pretty = JSON.writerWithDefaultPrettyPrinter();
      for (String text :
          List.of(
              JSON.writeValueAsString(array),
              pretty.writeValueAsString(array),
              joined(objects, JSON.writer(), "\n"),
              joined(objects, JSON.writer(), ""),
              joined(objects, JSON.writer(), ",\n"),
              joined(objects, pretty, ""),
              joined(objects, pretty, "\r\n"))) {
        assertThat(read(text)).as(text).isEqualTo(objects);
      }
    }
  }

  @Test
  void aDamagedTextIsReadToItsEndAndItsRecordsAreLines() throws IOException {
    for (int round = 0; round < 2_000; round++) {
      ArrayNode array = JSON.createArrayNode().addAll(objects(3));
      ObjectWriter writer = round % 2 == 0 ? JSON.writer() : JSON.writerWithDefaultPrettyPrinter();
      StringBuilder text = new StringBuilder(writer.writeValueAsString(array));
      int from = random.nextInt(text.length());
      text.delete(from, Math.min(text.length(), from + random.nextInt(20)));
      JsonValueRecords records =
          new JsonValueRecords(new ByteArrayInputStream(text.toString().getBytes(UTF_8)), LONGEST);
      int bytes = 0;
      try {
        for (byte[] record = records.next(); record != null; record = records.next()) {
          assertThat(record).as(text.toString()).isNotEmpty().doesNotContain('\n');
          bytes += record.length;
        }
      } catch (EOFException e) {
        assertThat(e).hasMessage("its JSON array is not closed");
      }
      assertThat(bytes).isLessThanOrEqualTo(text.toString().getBytes(UTF_8).length);
    }
  }

  private List<JsonNode> objects(int count) {
    List<JsonNode> objects = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      objects.add(object(3));
    }
    return objects;
  }

  private ObjectNode object(int depth) {
    ObjectNode object = JSON.createObjectNode();
    for (int i = random.nextInt(4); i > 0; i--) {
      object.set(text() + i, value(depth - 1));
    }
    return object;
  }

  private JsonNode value(int depth) {
    int kind = random.nextInt(depth > 0 ? 5 : 3);
    if (kind == 3) {
      return object(depth);
    }
    if (kind == 4) {
      ArrayNode array = JSON.createArrayNode();
      for (int i = random.nextInt(4); i > 0; i--) {
        array.add(value(depth - 1));
      }
      return array;
    }
    return kind == 0 ? JSON.getNodeFactory().textNode(text()) : JSON.getNodeFactory().numberNode(1);
  }

  private String text() {
    return TEXTS[random.nextInt(TEXTS.length)];
  }

  private static String joined(List<JsonNode> objects, ObjectWriter writer, String between) {
    return objects.stream().map(o -> written(writer, o)).collect(Collectors.joining(between));
  }

  private static String written(ObjectWriter writer, JsonNode object) {
    try {
      return writer.writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<JsonNode> read(String text) throws IOException {
    PeekedInput in = new PeekedInput(new ByteArrayInputStream(text.getBytes(UTF_8)));
    boolean lines = new JsonForm(in, LONGEST).isLines();
    RecordedRecords records =
        lines ? new LineRecords(in, LONGEST) : new JsonValueRecords(in, LONGEST);
    List<JsonNode> all = new ArrayList<>();
    for (byte[] record = records.next(); record != null; record = records.next()) {
      all.add(JSON.readTree(record));
    }
    return all;
  }
}
