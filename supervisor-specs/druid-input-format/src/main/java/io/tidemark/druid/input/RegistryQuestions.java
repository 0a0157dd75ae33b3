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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The schemas of a registry with Confluent's API. A schema never changes, so each is asked for once
 * in a process. A registry that does not answer is asked again, after longer and longer pauses;
 * then an exception fails the task. It is no {@code ParseException}, with which Druid would pass
 * over the record: Druid starts the task again where its last segments end.
 *
 * <p>The login is that of the process's environment, so that no spec has it: {@code REGISTRY_USER}
 * and {@code REGISTRY_PASSWORD} (RFC 7617), or {@code REGISTRY_TOKEN} (RFC 6750). Certificates are
 * trusted as the JVM does.
 *
 * @param address of the API, such as {@code http://127.0.0.1:8081}
 */
record RegistryQuestions(String address) implements SchemaSource {
  private static final long serialVersionUID = 1;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NO_SUCH_SCHEMA = 40_403;

  /** Together below the time that a supervisor waits for a task which does not answer. */
  private static final Duration[] PAUSES = {
    Duration.ofMillis(200), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2)
  };

  private static final Duration ANSWER = Duration.ofSeconds(2);

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(ANSWER).build();

  private static final Map<String, SchemaCache> SCHEMAS = new ConcurrentHashMap<>();

  /** The header of that name, or null. */
  private static final String AUTHORIZATION = authorization(System.getenv());

  RegistryQuestions {
    Objects.requireNonNull(address);
  }

  @Override
  public String schema(int id) {
    return SCHEMAS.computeIfAbsent(address, one -> new SchemaCache()).schema(id, this::ask);
  }

  /**
   * @param environment of the process
   * @return the header of that name, or null without a login
   */
  static String authorization(Map<String, String> environment) {
    String user = environment.getOrDefault("REGISTRY_USER", "");
    String token = environment.getOrDefault("REGISTRY_TOKEN", "");
    if (!user.isEmpty()) {
      String both = user + ':' + environment.getOrDefault("REGISTRY_PASSWORD", "");
      return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
    }
    return token.isEmpty() ? null : "Bearer " + token;
  }

  private String ask(int id) {
    for (int attempt = 0; ; attempt++) {
      try {
        return askOnce(id, AUTHORIZATION);
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

  /**
   * Asks for a schema once.
   *
   * @param authorization the header of that name, or null
   * @return null when the registry says that it has none
   */
  String askOnce(int id, String authorization) throws IOException {
    HttpRequest.Builder question =
        HttpRequest.newBuilder(URI.create(address + "/schemas/ids/" + id)).timeout(ANSWER);
    if (authorization != null) {
      question.header("Authorization", authorization);
    }
    HttpResponse<String> response;
    try {
      response = CLIENT.send(question.build(), HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    if (response.statusCode() == UNAUTHORIZED || response.statusCode() == FORBIDDEN) {
      throw new IOException(
          "the registry answered "
              + response.statusCode()
              + ": expected REGISTRY_USER and REGISTRY_PASSWORD, or REGISTRY_TOKEN, in the"
              + " environment of Druid's services");
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
