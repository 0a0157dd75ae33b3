package io.tidemark.gateway.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.gateway.reading.CheckedBatch;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer to a request.
 *
 * @param status the HTTP status
 * @param type the content type
 * @param headers further ones
 */
record Answer(int status, String type, byte[] body, Map<String, String> headers) {
  static final String JSON = "application/json";

  /** When a client may come again: overload passes quickly. */
  private static final String SOON = "1";

  /** When a client may come again: a broker or a gateway that starts takes longer. */
  private static final String LATER = "5";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** An answer in JSON. */
  static Answer of(int status, JsonNode content) {
    try {
      return new Answer(status, JSON, MAPPER.writeValueAsBytes(content), Map.of());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An error with a reason for the client. */
  static Answer error(int status, String reason) {
    return of(status, MAPPER.createObjectNode().put("error", reason));
  }

  /**
   * The readings of a batch are in the topic.
   *
   * @param place what the numbers of refused ones are: {@code line} or {@code element}
   */
  static Answer accepted(CheckedBatch batch, String place) {
    ObjectNode content = MAPPER.createObjectNode();
    content.put("accepted", batch.size() - batch.refused());
    if (batch.refused() > 0) {
      content.put("dead_letters", batch.refused());
      refusals(batch, content, place);
    }
    return of(200, content);
  }

  /**
   * The definition refuses some readings of a batch, and nothing of it was sent.
   *
   * @param place what the numbers are: {@code line} or {@code element}
   */
  static Answer refused(CheckedBatch batch, String place) {
    ObjectNode content = MAPPER.createObjectNode();
    content.put(
        "error",
        "the definition refuses "
            + batch.refused()
            + " of "
            + batch.size()
            + " readings, so none was sent");
    content.put("accepted", 0);
    content.put("refused", batch.refused());
    refusals(batch, content, place);
    return of(400, content);
  }

  private static void refusals(CheckedBatch batch, ObjectNode content, String place) {
    ArrayNode refusals = content.putArray("refusals");
    batch
        .refusals()
        .forEach(one -> refusals.addObject().put(place, one.number()).put("reason", one.reason()));
  }

  /** Too many readings wait for Kafka. */
  static Answer overloaded() {
    return error(429, "too many readings wait for Kafka; send the same again later")
        .with("Retry-After", SOON);
  }

  /** The gateway cannot take readings now. */
  static Answer unavailable(String reason) {
    return error(503, reason + "; send the same again later").with("Retry-After", LATER);
  }

  /** A method that the path does not have. */
  static Answer notAllowed(String allowed) {
    return error(405, "expected " + allowed).with("Allow", allowed);
  }

  /** The same answer with another header. */
  Answer with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Answer(status, type, body, more);
  }

  /** A text. */
  static Answer text(String type, String text) {
    return new Answer(200, type, text.getBytes(StandardCharsets.UTF_8), Map.of());
  }
}
