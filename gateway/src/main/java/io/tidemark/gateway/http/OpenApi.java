package io.tidemark.gateway.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.record.RowEncoder;
import io.tidemark.model.schema.RawSchema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The description of a gateway by OpenAPI 3.1, made from the definitions. */
final class OpenApi {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String DESCRIPTION = "description";
  private static final String SCHEMA = "schema";

  private OpenApi() {}

  /**
   * Describes a gateway.
   *
   * @param token whether clients must send a token
   */
  static ObjectNode of(List<StreamDefinition> streams, boolean token) {
    ObjectNode api = MAPPER.createObjectNode();
    api.put("openapi", "3.1.0");
    api.putObject("info").put("title", "Tidemark gateway").put("version", "1");
    ObjectNode paths = api.putObject("paths");
    ObjectNode components = api.putObject("components");
    ObjectNode schemas = components.putObject("schemas");
    for (StreamDefinition stream : streams) {
      ObjectNode schema = RawSchema.tree(stream);
      schema.remove("$schema");
      schemas.set(stream.name(), schema);
      if (streams.size() == 1) {
        log(paths.putObject("/log"), stream);
      }
      log(paths.putObject("/log/" + stream.name()), stream);
    }
    page(paths, "/health", "The process is alive");
    page(paths, "/ready", "Readings are taken").set("503", error("Readings are not taken now"));
    page(paths, "/metrics", "Metrics for Prometheus");
    page(paths, "/openapi.json", "This description");
    if (token) {
      components
          .putObject("securitySchemes")
          .putObject("token")
          .put("type", "http")
          .put("scheme", "bearer");
      api.putArray("security").addObject().putArray("token");
    }
    return api;
  }

  private static ObjectNode page(ObjectNode paths, String path, String what) {
    ObjectNode responses =
        paths.putObject(path).putObject("get").put("summary", what).putObject("responses");
    responses.putObject("200").put(DESCRIPTION, what);
    return responses;
  }

  private static void log(ObjectNode path, StreamDefinition stream) {
    ObjectNode post = path.putObject("post");
    post.put("summary", "Takes readings of " + stream.name());
    ObjectNode key = post.putArray("parameters").addObject();
    key.put("name", "Idempotency-Key").put("in", "header");
    key.put(DESCRIPTION, "A repetition with the same key and body is answered, and not sent again");
    key.putObject(SCHEMA).put("type", "string").put("maxLength", 200);
    ObjectNode content = post.putObject("requestBody").put("required", true).putObject("content");
    ArrayNode either = content.putObject(Answer.JSON).putObject(SCHEMA).putArray("oneOf");
    reference(either.addObject(), stream);
    ObjectNode array = either.addObject().put("type", "array");
    reference(array.putObject("items"), stream);
    content
        .putObject("application/x-ndjson")
        .putObject(SCHEMA)
        .put("type", "string")
        .put(DESCRIPTION, "An object in each line");
    responses(post.putObject("responses"));
    ObjectNode get = path.putObject("get");
    get.put("summary", "Takes one reading of " + stream.name());
    ArrayNode parameters = get.putArray("parameters");
    for (String name : RowEncoder.columns(stream.raw())) {
      parameters
          .addObject()
          .put("name", name)
          .put("in", "query")
          .putObject(SCHEMA)
          .put("type", "string");
    }
    responses(get.putObject("responses"));
  }

  private static void reference(ObjectNode node, StreamDefinition stream) {
    node.put("$ref", "#/components/schemas/" + stream.name());
  }

  private static void responses(ObjectNode responses) {
    Map<String, String> errors = new LinkedHashMap<>();
    errors.put("400", "The body is not JSON, or the definition refuses readings; none was sent");
    errors.put("401", "The token is missing or wrong");
    errors.put("408", "The body did not come in time");
    errors.put("413", "The body or a reading is too long, or there are too many readings");
    errors.put("415", "The Content-Type or the Content-Encoding is another one");
    errors.put("422", "The Idempotency-Key belongs to another request");
    errors.put("429", "Too many readings wait for Kafka; send the same again after Retry-After");
    errors.put("503", "Kafka does not answer, or the gateway stops; send the same again");
    responses.putObject("200").put(DESCRIPTION, "Kafka has acknowledged all readings");
    errors.forEach((status, what) -> responses.set(status, error(what)));
  }

  private static ObjectNode error(String what) {
    return MAPPER.createObjectNode().put(DESCRIPTION, what);
  }
}
