package io.tidemark.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tidemark.cli.UserError;
import io.tidemark.http.TlsFailure;
import io.tidemark.retry.RetryableException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/**
 * A client of the <a
 * href="https://docs.confluent.io/platform/current/schema-registry/develop/api.html">API</a> of a
 * schema registry. Each method asks once; {@link RetryableException} says that the same may succeed
 * later.
 */
final class RegistryClient {
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int CONFLICT = 409;
  private static final int UNPROCESSABLE = 422;
  private static final int TIMEOUT = 408;
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERROR = 500;
  private static final int NO_SUCH_SCHEMA = 40_403;
  private static final int LONGEST_REASON = 300;
  private static final ObjectMapper JSON = new ObjectMapper();

  private record Answer(int status, JsonNode body) {
    int errorCode() {
      return body.path("error_code").asInt(0);
    }

    String message() {
      String message = body.path("message").asText("").replaceAll("\\s+", " ");
      return message.length() > LONGEST_REASON
          ? message.substring(0, LONGEST_REASON) + "…"
          : message;
    }
  }

  private final RegistryEndpoint endpoint;
  private final HttpClient client;

  RegistryClient(RegistryEndpoint endpoint) {
    this.endpoint = endpoint;
    client = endpoint.connect();
  }

  /** The schema of an id; null when the registry says that there is none. */
  String schema(int id) {
    Answer answer = ask(endpoint.request("/schemas/ids/" + id).GET());
    if (answer.status == NOT_FOUND && answer.errorCode() == NO_SUCH_SCHEMA) {
      return null;
    }
    return text(answer, "schema", "the schema " + id);
  }

  /** The latest schema of a subject; null when it has none. */
  String latest(String subject) {
    Answer answer = ask(endpoint.request("/subjects/" + subject + "/versions/latest").GET());
    return isMissing(answer) ? null : text(answer, "schema", "the subject " + subject);
  }

  /** The compatibility level of a subject; null when it has none of its own. */
  String level(String subject) {
    Answer answer = ask(endpoint.request("/config/" + subject + "?defaultToGlobal=false").GET());
    return isMissing(answer)
        ? null
        : text(answer, "compatibilityLevel", "the level of the subject " + subject);
  }

  void setLevel(String subject, String level) {
    String body = JSON.createObjectNode().put("compatibility", level).toString();
    Answer answer = ask(endpoint.request("PUT", "/config/" + subject, body));
    if (answer.status != OK) {
      throw unexpected(answer, "the level of the subject " + subject);
    }
  }

  /**
   * Why a schema does not fit the latest one of its subject.
   *
   * @return null when it fits, or when the subject has no schema yet
   */
  String incompatibility(String subject, String schema) {
    Answer answer =
        ask(
            endpoint.request(
                "POST",
                "/compatibility/subjects/" + subject + "/versions/latest?verbose=true",
                body(schema)));
    if (isMissing(answer)) {
      return null;
    }
    JsonNode compatible = answer.body.path("is_compatible");
    if (answer.status != OK || !compatible.isBoolean()) {
      throw unexpected(answer, "the compatibility of the subject " + subject);
    }
    if (compatible.asBoolean()) {
      return null;
    }
    String reasons = answer.body.path("messages").path(0).asText("").replaceAll("\\s+", " ");
    return reasons.isEmpty() ? "no reason given" : reasons;
  }

  /**
   * Registers a schema; again it has the same id.
   *
   * @return the id
   * @throws UserError when the registry refuses it
   */
  int register(String subject, String schema) {
    Answer answer =
        ask(endpoint.request("POST", "/subjects/" + subject + "/versions", body(schema)));
    if (answer.status == CONFLICT || answer.status == UNPROCESSABLE) {
      throw new UserError(
          endpoint + " refuses the schema for the subject " + subject + ": " + answer.message());
    }
    JsonNode id = answer.body.path("id");
    if (answer.status != OK || !id.canConvertToInt()) {
      throw unexpected(answer, "the id of a schema");
    }
    return id.asInt();
  }

  private static String body(String schema) {
    return JSON.createObjectNode().put("schema", schema).toString();
  }

  /** Whether the registry itself says that there is nothing. */
  private static boolean isMissing(Answer answer) {
    return answer.status == NOT_FOUND && answer.errorCode() / 100 == NOT_FOUND;
  }

  private String text(Answer answer, String member, String what) {
    JsonNode text = answer.body.path(member);
    if (answer.status != OK || !text.isTextual()) {
      throw unexpected(answer, what);
    }
    return text.asText();
  }

  private UserError unexpected(Answer answer, String what) {
    if (answer.status == UNAUTHORIZED) {
      return new UserError(endpoint.login().refused(endpoint.toString()));
    }
    if (answer.status == FORBIDDEN) {
      return new UserError(
          endpoint
              .login()
              .forbidden(
                  endpoint.toString(),
                  "ask for " + what,
                  "the right to read schemas, and to write them where they are registered"));
    }
    return new UserError(
        endpoint
            + " answered "
            + answer.status
            + (answer.message().isEmpty() ? "" : " (" + answer.message() + ")")
            + " to the question for "
            + what
            + "; expected the address of a registry with Confluent's API, such as"
            + " http://127.0.0.1:8081");
  }

  private Answer ask(HttpRequest.Builder request) {
    HttpResponse<String> response;
    try {
      response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw failed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("interrupted while asking " + endpoint, e);
    }
    int status = response.statusCode();
    if (status >= SERVER_ERROR || status == TIMEOUT || status == TOO_MANY) {
      throw new RetryableException(endpoint + " answered " + status);
    }
    return new Answer(status, parse(response.body()));
  }

  private UserError failed(IOException error) {
    String untrusted =
        TlsFailure.explain(
            error,
            endpoint.toString(),
            URI.create(endpoint.address()),
            "--registry",
            endpoint.login());
    if (untrusted != null) {
      return new UserError(untrusted, error);
    }
    String reason =
        error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
    return new RetryableException(endpoint + " does not answer (" + reason + ")", error);
  }

  private static JsonNode parse(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }
}
