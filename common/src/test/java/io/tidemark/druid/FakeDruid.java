package io.tidemark.druid;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;

/**
 * A fake Druid on the loopback interface with answers that a test sets. A request is identified by
 * its method and path without the query, such as {@code GET /status}. Its answers are used in
 * order, and the last one repeats; a request without an answer gets HTTP 404.
 */
public final class FakeDruid implements AutoCloseable {
  private interface Reply {
    void to(HttpExchange exchange) throws IOException;
  }

  private record Request(String what, String body) {}

  private final HttpServer server;
  private final Map<String, Deque<Reply>> replies = new ConcurrentHashMap<>();
  private final Map<String, Reply> families = new ConcurrentHashMap<>();
  private final List<Request> requests = new ArrayList<>();
  private String authorization;

  /** For a field with {@code @AutoClose}. */
  public FakeDruid() {
    this(null);
  }

  /**
   * @param tls for https; null for http
   */
  public FakeDruid(SSLContext tls) {
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try {
      if (tls == null) {
        server = HttpServer.create(free, 0);
      } else {
        HttpsServer secured = HttpsServer.create(free, 0);
        secured.setHttpsConfigurator(new HttpsConfigurator(tls));
        server = secured;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  public URI address() {
    String scheme = server instanceof HttpsServer ? "https" : "http";
    return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort());
  }

  /** A client of this server. */
  public DruidClient client() {
    return new DruidOption(address().toString()).client();
  }

  /** The header that requests must have; all others get HTTP 401. */
  public synchronized void requireAuthorization(String header) {
    authorization = header;
  }

  /** Adds an answer after the earlier ones. */
  public FakeDruid on(String request, int status, String body) {
    return add(request, exchange -> send(exchange, status, body, 0));
  }

  /** Sets the answer of all requests that begin with this text and have no answer of their own. */
  public FakeDruid onAny(String beginning, int status, String body) {
    families.put(beginning, exchange -> send(exchange, status, body, 0));
    return this;
  }

  /** Replaces all earlier answers by this one. */
  public FakeDruid only(String request, int status, String body) {
    replies.remove(request);
    return on(request, status, body);
  }

  /** Adds an HTTP 200 answer whose connection closes before the end of the body. */
  public FakeDruid breakingOff(String request, String body) {
    return add(request, exchange -> send(exchange, 200, body, 1));
  }

  /** Adds an HTTP 200 answer whose last byte is never sent. */
  public FakeDruid stalling(String request, String body) {
    return add(
        request,
        exchange -> {
          exchange.sendResponseHeaders(200, body.length() + 1);
          exchange.getResponseBody().write(body.getBytes(StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
        });
  }

  /** Adds an answer that is never sent. */
  public FakeDruid silent(String request) {
    return add(request, exchange -> {});
  }

  /** The number of times that a request was received. */
  public long requestCount(String request) {
    return bodies(request).size();
  }

  /** The bodies of a request, in the order of arrival. */
  public synchronized List<String> bodies(String request) {
    return requests.stream().filter(one -> one.what.equals(request)).map(Request::body).toList();
  }

  private FakeDruid add(String request, Reply reply) {
    replies.computeIfAbsent(request, r -> new ArrayDeque<>()).add(reply);
    return this;
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    String request = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    byte[] body = exchange.getRequestBody().readAllBytes();
    requests.add(new Request(request, new String(body, StandardCharsets.UTF_8)));
    String header = exchange.getRequestHeaders().getFirst("Authorization");
    if (authorization != null && !authorization.equals(header)) {
      send(exchange, 401, "", 0);
      return;
    }
    Deque<Reply> left = replies.getOrDefault(request, new ArrayDeque<>());
    if (left.isEmpty()) {
      families.keySet().stream()
          .filter(request::startsWith)
          .findFirst()
          .map(families::get)
          .orElse(other -> send(other, 404, "{\"error\":\"no such thing\"}", 0))
          .to(exchange);
    } else {
      (left.size() == 1 ? left.peek() : left.poll()).to(exchange);
    }
  }

  /**
   * @param missing the number of bytes by which the body is shorter than its declared length
   */
  private static void send(HttpExchange exchange, int status, String text, int missing)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length + missing);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
