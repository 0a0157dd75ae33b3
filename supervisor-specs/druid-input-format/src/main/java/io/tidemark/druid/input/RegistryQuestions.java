package io.tidemark.druid.input;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.model.encoding.SchemaCache;
import io.tidemark.model.encoding.SchemaSource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The schemas of a registry with Confluent's API. A schema never changes, so each is asked for once
 * in a process. A registry that does not answer is asked again, after longer and longer pauses;
 * then an exception fails the task. It is no {@code ParseException}, with which Druid would pass
 * over the record: Druid starts the task again where its last segments end.
 *
 * @param address of the API, such as {@code http://127.0.0.1:8081}
 */
record RegistryQuestions(String address) implements SchemaSource {
  private static final long serialVersionUID = 1;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int NO_SUCH_SCHEMA = 40_403;

  /** Together below the time that a supervisor waits for a task which does not answer. */
  private static final Duration[] PAUSES = {
    Duration.ofMillis(200), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2)
  };

  private static final Duration ANSWER = Duration.ofSeconds(2);

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(ANSWER).build();

  private static final Map<String, SchemaCache> SCHEMAS = new ConcurrentHashMap<>();

  RegistryQuestions {
    Objects.requireNonNull(address);
  }

  @Override
  public String schema(int id) {
    return SCHEMAS.computeIfAbsent(address, one -> new SchemaCache()).schema(id, this::ask);
  }

  private String ask(int id) {
    for (int attempt = 0; ; attempt++) {
      try {
        return askOnce(id);
      } catch (IOException e) {
        if (attempt == PAUSES.length) {
          throw new IllegalStateException(
              "the registry "
                  + address
                  + " does not answer with the schema "
                  + id
                  + "; the task fails, so that no record is passed over",
              e);
        }
        pause(PAUSES[attempt]);
      }
    }
  }

  /** The schema; null when the registry says that it has none. */
  private String askOnce(int id) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + "/schemas/ids/" + id)).timeout(ANSWER).build();
    HttpResponse<String> response;
    try {
      response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    JsonNode answer = JSON.readTree(response.body());
    if (response.statusCode() == NOT_FOUND && answer.path("error_code").asInt() == NO_SUCH_SCHEMA) {
      return null;
    }
    if (response.statusCode() != OK || !answer.path("schema").isTextual()) {
      throw new IOException("the registry answered " + response.statusCode());
    }
    return answer.path("schema").asText();
  }

  private static void pause(Duration pause) {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted while asking the registry", e);
  }
}
