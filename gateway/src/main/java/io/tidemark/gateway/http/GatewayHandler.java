package io.tidemark.gateway.http;

import io.tidemark.gateway.send.PendingBytes;
import io.tidemark.gateway.send.TopicWriter;
import io.tidemark.metrics.Metrics;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntConsumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Routes the requests of a gateway. */
public final class GatewayHandler extends Handler.Abstract {
  /** A broker that answers later than this is not ready. */
  private static final Duration SLOW = Duration.ofSeconds(10);

  private static final String LOG = "/log";
  private static final String GET = "GET";
  private static final IntConsumer UNCOUNTED = status -> {};

  private final Map<String, StreamLog> logs = new LinkedHashMap<>();
  private final TopicWriter writer;
  private final PendingBytes bodies;
  private final BearerToken token;
  private final Metrics metrics;
  private final Answer description;
  private volatile boolean stopping;

  /** Null when there is none. */
  private volatile String problem;

  /**
   * @param logs one for each stream
   * @param bodies bounds the memory of bodies
   * @param token that clients must send, or null
   */
  public GatewayHandler(
      Iterable<StreamLog> logs,
      TopicWriter writer,
      PendingBytes bodies,
      BearerToken token,
      Metrics metrics) {
    logs.forEach(log -> this.logs.put(log.name(), log));
    this.writer = writer;
    this.bodies = bodies;
    this.token = token;
    this.metrics = metrics;
    description =
        Answer.of(
            200,
            OpenApi.of(
                this.logs.values().stream().map(log -> log.intake().definition()).toList(),
                token != null));
  }

  /** Takes no new readings from now on. */
  public void stopTaking() {
    stopping = true;
    logs.values().forEach(StreamLog::stopTaking);
  }

  /**
   * Has {@code /ready} answer with a problem beside those of the writer.
   *
   * @param problem null when there is none any more
   */
  public void setProblem(String problem) {
    this.problem = problem;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String path = Request.getPathInContext(request);
    StreamLog log = log(path);
    Exchange exchange =
        new Exchange(
            request, response, callback, bodies, log == null ? UNCOUNTED : log::countAnswer);
    boolean open = path.equals("/health") || path.equals("/ready");
    if (!open && token != null && !token.isIn(exchange.header(HttpHeader.AUTHORIZATION))) {
      exchange.answer(
          Answer.error(401, "expected the header 'Authorization: Bearer TOKEN' with this token")
              .with("WWW-Authenticate", "Bearer"));
    } else if (log != null) {
      log.handle(exchange);
    } else {
      exchange.bodyIsRead();
      exchange.answer(page(path, request.getMethod()));
    }
    return true;
  }

  /** The log of a path; null for another path or stream. */
  private StreamLog log(String path) {
    if (path.equals(LOG)) {
      return logs.size() == 1 ? logs.values().iterator().next() : null;
    }
    return path.startsWith(LOG + "/") ? logs.get(path.substring(LOG.length() + 1)) : null;
  }

  private Answer page(String path, String method) {
    Answer page =
        switch (path) {
          case "/health" -> Answer.text(Answer.JSON, "{\"status\":\"up\"}");
          case "/ready" -> ready();
          case "/metrics" ->
              Answer.text("text/plain; version=0.0.4; charset=utf-8", metrics.text());
          case "/openapi.json" -> description;
          default -> null;
        };
    if (page == null) {
      return Answer.error(404, "expected " + paths());
    }
    return GET.equals(method) || "HEAD".equals(method) ? page : Answer.notAllowed(GET);
  }

  private Answer ready() {
    String found = stopping ? "the gateway stops" : problem;
    if (found == null) {
      found = writer.problem(SLOW);
    }
    return found == null
        ? Answer.text(Answer.JSON, "{\"status\":\"ready\"}")
        : Answer.unavailable(found);
  }

  private String paths() {
    return (logs.size() == 1 ? LOG + ", " : "")
        + logs.keySet().stream().map(name -> LOG + "/" + name).reduce("", (a, b) -> a + b + ", ")
        + "/health, /ready, /metrics or /openapi.json";
  }
}
