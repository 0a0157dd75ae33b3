package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The schemas of a stream in a schema registry. Another registry gives them other ids, so the new
 * ids take the place of the kept ones in the frames of the records.
 */
record KeptSchemas(List<Kept> schemas) {
  private static final JsonMapper JSON = new JsonMapper();

  /** The bytes of a frame before its record: a zero and the id of the schema. */
  private static final int HEADER = 5;

  /** A schema and its id. */
  record Kept(String subject, int id, String schema) {}

  /**
   * The latest schemas of the records of topics, in the order of their ids.
   *
   * @param registry the address of the registry
   */
  static KeptSchemas of(String registry, Set<String> topics) throws Exception {
    List<Kept> found = new ArrayList<>();
    for (JsonNode subject : ask(HttpRequest.newBuilder(URI.create(registry + "/subjects")))) {
      String name = subject.textValue();
      if (topics.stream().anyMatch(topic -> name.startsWith(topic + "-"))) {
        JsonNode latest =
            ask(
                HttpRequest.newBuilder(
                    URI.create(registry + "/subjects/" + name + "/versions/latest")));
        found.add(new Kept(name, latest.path("id").intValue(), latest.path("schema").textValue()));
      }
    }
    found.sort(Comparator.comparingInt(Kept::id));
    return new KeptSchemas(found);
  }

  /** Registers them, the last first so that they get other ids; returns these by the kept ones. */
  Map<Integer, Integer> register(String registry) throws Exception {
    Map<Integer, Integer> ids = new HashMap<>();
    List<Kept> lastFirst = new ArrayList<>(schemas);
    Collections.reverse(lastFirst);
    for (Kept kept : lastFirst) {
      String body = JSON.writeValueAsString(Map.of("schema", kept.schema()));
      HttpRequest.Builder register =
          HttpRequest.newBuilder(URI.create(registry + "/subjects/" + kept.subject() + "/versions"))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body));
      ids.put(kept.id(), ask(register).path("id").intValue());
    }
    return ids;
  }

  /** The frame with the new id of its schema; a value that is no such frame stays as it is. */
  static byte[] withIds(byte[] value, Map<Integer, Integer> ids) {
    if (value == null || value.length < HEADER || value[0] != 0) {
      return value;
    }
    Integer id = ids.get(ByteBuffer.wrap(value).getInt(1));
    return id == null ? value : ByteBuffer.wrap(value.clone()).putInt(1, id).array();
  }

  private static JsonNode ask(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }
}
