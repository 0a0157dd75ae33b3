package io.tidemark.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** A schema registry for tests, with the part of Confluent's API that is used. */
public final class LocalRegistry implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final List<String> schemas = new ArrayList<>();
  private final Map<String, List<Integer>> subjects = new HashMap<>();
  private final Map<String, String> levels = new HashMap<>();
  private final List<String> requests = new ArrayList<>();
  private String authorization;
  private boolean forbidden;
  private int away;
  private String incompatible;

  public LocalRegistry() {
    this(null);
  }

  /**
   * @param tls for https; null for http
   */
  LocalRegistry(SSLContext tls) {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try {
      if (tls == null) {
        server = HttpServer.create(address, 0);
      } else {
        HttpsServer secured = HttpsServer.create(address, 0);
        secured.setHttpsConfigurator(new HttpsConfigurator(tls));
        server = secured;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.start();
  }

  public String address() {
    return (server instanceof HttpsServer ? "https" : "http")
        + "://127.0.0.1:"
        + server.getAddress().getPort();
  }

  /** The methods and paths of all requests. */
  public synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  /** The header that requests must have. */
  public synchronized void requireAuthorization(String header) {
    authorization = header;
  }

  /** Answers every request with 403. */
  public synchronized void forbid() {
    forbidden = true;
  }

  /** Answers so many requests with 503. */
  public synchronized void away(int count) {
    away = count;
  }

  /** Finds no schema compatible, for this reason. */
  public synchronized void refuse(String reason) {
    incompatible = reason;
  }

  /** Adds a schema that another program registered, and returns its id. */
  public synchronized int add(String subject, String schema) {
    int id = schemas.indexOf(schema) + 1;
    if (id == 0) {
      schemas.add(schema);
      id = schemas.size();
    }
    List<Integer> versions = subjects.computeIfAbsent(subject, ignored -> new ArrayList<>());
    if (!versions.contains(id)) {
      versions.add(id);
    }
    return id;
  }

  public synchronized String level(String subject) {
    return levels.get(subject);
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String header = exchange.getRequestHeaders().getFirst("Authorization");
    String request = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    Map.Entry<Integer, String> answer = answer(request, header, body);
    byte[] bytes = answer.getValue().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.getKey(), bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private synchronized Map.Entry<Integer, String> answer(String request, String header, byte[] body)
      throws IOException {
    requests.add(request);
    if (away > 0) {
      away--;
      return Map.entry(503, "");
    }
    if (authorization != null && !authorization.equals(header)) {
      return Map.entry(401, "{}");
    }
    if (forbidden) {
      return Map.entry(403, "{}");
    }
    JsonNode sent = body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
    String[] path = request.substring(request.indexOf('/') + 1).split("/");
    return switch (request.split(" ")[0] + " " + path[0]) {
      case "GET schemas" -> schema(Integer.parseInt(path[2]));
      case "GET subjects" -> latest(path[1]);
      case "POST subjects" ->
          ok(JSON.createObjectNode().put("id", add(path[1], sent.path("schema").asText())));
      case "GET config" ->
          levels.containsKey(path[1])
              ? ok(JSON.createObjectNode().put("compatibilityLevel", levels.get(path[1])))
              : missing(40408);
      case "PUT config" -> {
        levels.put(path[1], sent.path("compatibility").asText());
        yield ok((ObjectNode) sent);
      }
      case "POST compatibility" -> {
        ObjectNode answer = JSON.createObjectNode().put("is_compatible", incompatible == null);
        answer.putArray("messages").add(incompatible == null ? "" : incompatible);
        yield subjects.containsKey(path[2]) ? ok(answer) : missing(40401);
      }
      default -> Map.entry(404, "<html>no such page</html>");
    };
  }

  private Map.Entry<Integer, String> schema(int id) {
    return id < 1 || id > schemas.size()
        ? missing(40403)
        : ok(JSON.createObjectNode().put("schema", schemas.get(id - 1)));
  }

  private Map.Entry<Integer, String> latest(String subject) {
    List<Integer> versions = subjects.get(subject);
    return versions == null ? missing(40401) : schema(versions.get(versions.size() - 1));
  }

  private static Map.Entry<Integer, String> ok(ObjectNode body) {
    return Map.entry(200, body.toString());
  }

  private static Map.Entry<Integer, String> missing(int code) {
    return Map.entry(404, "{\"error_code\":" + code + ",\"message\":\"not found\"}");
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
