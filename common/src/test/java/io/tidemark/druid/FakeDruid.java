package io.tidemark.druid;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
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

/** Answers on the loopback as told: one answer after the other for a request, the last for good. */
public final class FakeDruid implements AutoCloseable {
  private record Reply(int status, String body) {}

  private final HttpServer server;
  private final Map<String, Deque<Reply>> replies = new ConcurrentHashMap<>();
  private final List<String> requests = new ArrayList<>();

  public FakeDruid() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /**
   * @param request method and path without the query, as {@code GET /status}
   */
  public FakeDruid on(String request, int status, String body) {
    replies.computeIfAbsent(request, r -> new ArrayDeque<>()).add(new Reply(status, body));
    return this;
  }

  /** How often something was asked for. */
  public synchronized long asked(String request) {
    return requests.stream().filter(request::equals).count();
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    String request = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    requests.add(request);
    exchange.getRequestBody().readAllBytes();
    Deque<Reply> left = replies.getOrDefault(request, new ArrayDeque<>());
    Reply reply =
        left.isEmpty()
            ? new Reply(404, "{\"error\":\"no such thing\"}")
            : left.size() == 1 ? left.peek() : left.poll();
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
