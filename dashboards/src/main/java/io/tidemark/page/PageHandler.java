package io.tidemark.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;

/** Answers the requests of browsers. No thread waits for one of them. */
final class PageHandler extends Handler.Abstract {
  /** The most browsers that get events. */
  static final int CLIENTS = 100;

  private static final String JSON = "application/json";

  /** Everything comes from this server, and nothing else may be loaded, framed or sent to. */
  private static final Map<String, String> SAFE =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
              + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "Referrer-Policy",
          "no-referrer",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Cache-Control",
          "no-cache");

  private final StaticFiles files = new StaticFiles();
  private final List<ChartedWindows> rows;
  private final Set<EventClient> clients = new LinkedHashSet<>();
  private volatile byte[] state = new byte[0];
  private volatile boolean closing;

  /** When the last request came, of {@link System#nanoTime}; nothing before the first. */
  private volatile OptionalLong asked = OptionalLong.empty();

  /** How many browsers have all that they need of the last state; guarded by the clients. */
  private int complete;

  /**
   * @param rows one for each kind of windows
   */
  PageHandler(List<ChartedWindows> rows) {
    this.rows = List.copyOf(rows);
  }

  /** Sends a state to all browsers; one that comes later begins with it. */
  void publish(PageState now) {
    byte[] json = ChartedWindows.json(now);
    List<EventClient> before;
    synchronized (clients) {
      state = json;
      before = connected();
    }
    byte[] event = event(json);
    before.forEach(client -> client.send(event));
  }

  /** Sends a comment, which keeps connections open. */
  void keepAlive() {
    byte[] comment = ":\n\n".getBytes(UTF_8);
    connected().forEach(client -> client.keepAlive(comment));
  }

  /** Takes no further browser, and ends the responses to all of them. */
  void end() {
    closing = true;
    connected().forEach(EventClient::end);
  }

  /** Waits until all browsers have loaded what belongs to the last state, or the time is over. */
  void awaitComplete(Duration limit) {
    await(limit, () -> complete >= clients.size());
  }

  /** Waits until no browser gets events any more, or the time is over. */
  void awaitEnd(Duration limit) {
    await(limit, clients::isEmpty);
  }

  private void await(Duration limit, BooleanSupplier condition) {
    long end = System.nanoTime() + limit.toNanos();
    synchronized (clients) {
      while (!condition.getAsBoolean()) {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return;
        }
        try {
          clients.wait(left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }

  /** Whether a browser gets events, or something was asked for within a time. */
  boolean isWatched(Duration within) {
    OptionalLong last = asked;
    return clients() > 0
        || last.isPresent() && System.nanoTime() - last.getAsLong() < within.toNanos();
  }

  /** How many browsers get events. */
  int clients() {
    synchronized (clients) {
      return clients.size();
    }
  }

  private List<EventClient> connected() {
    synchronized (clients) {
      return new ArrayList<>(clients);
    }
  }

  private static byte[] event(byte[] json) {
    byte[] begin = "data: ".getBytes(UTF_8);
    byte[] event = new byte[begin.length + json.length + 2];
    System.arraycopy(begin, 0, event, 0, begin.length);
    System.arraycopy(json, 0, event, begin.length, json.length);
    event[event.length - 2] = '\n';
    event[event.length - 1] = '\n';
    return event;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    asked = OptionalLong.of(System.nanoTime());
    SAFE.forEach(response.getHeaders()::put);
    String path = Request.getPathInContext(request);
    if (!isOwnName(request)) {
      text(response, callback, 403, "this page answers to 127.0.0.1 and localhost alone");
    } else if (!List.of("GET", "HEAD").contains(request.getMethod())) {
      response.getHeaders().put(HttpHeader.ALLOW, "GET");
      text(response, callback, 405, "expected GET");
    } else if (path.equals("/events")) {
      follow(response, callback);
    } else if (path.equals("/complete")) {
      complete(response, callback);
    } else if (path.equals("/state.json")) {
      send(response, callback, 200, JSON, state);
    } else if (path.equals("/series.json")) {
      series(Request.extractQueryParameters(request), response, callback);
    } else if (path.equals("/places.json")) {
      places(Request.extractQueryParameters(request), response, callback);
    } else {
      files
          .of(path)
          .ifPresentOrElse(
              file -> send(response, callback, 200, file.type(), file.content()),
              () -> text(response, callback, 404, "there is no such page; the page is /"));
    }
    return true;
  }

  /**
   * Whether the request names this machine: another name that leads here is that of a foreign page
   * (DNS rebinding).
   */
  private static boolean isOwnName(Request request) {
    String host = Request.getServerName(request);
    return host != null && Set.of("127.0.0.1", "localhost", "[::1]", "::1").contains(host);
  }

  private void follow(Response response, Callback callback) {
    EventClient client =
        new EventClient(
            response,
            callback,
            gone -> {
              synchronized (clients) {
                clients.remove(gone);
                clients.notifyAll();
              }
            });
    synchronized (clients) {
      if (closing || clients.size() >= CLIENTS) {
        response.getHeaders().put(HttpHeader.RETRY_AFTER, "5");
        text(
            response,
            callback,
            503,
            closing ? "the page ends" : "too many browsers follow; close one of them");
        return;
      }
      HttpFields.Mutable headers = response.getHeaders();
      headers.put(HttpHeader.CONTENT_TYPE, "text/event-stream");
      headers.put(HttpHeader.CACHE_CONTROL, "no-store");
      // within the lock: a state that is published now must come after this one
      clients.add(client);
      client.send(state.length == 0 ? "retry: 2000\n\n".getBytes(UTF_8) : event(state));
    }
  }

  /** A browser has loaded what belongs to the last state. */
  private void complete(Response response, Callback callback) {
    response.setStatus(204);
    // counted when the answer is written: the server may end at once then
    response.write(
        true,
        null,
        Callback.from(
            () -> {
              callback.succeeded();
              synchronized (clients) {
                complete++;
                clients.notifyAll();
              }
            },
            callback::failed));
  }

  private void series(Fields query, Response response, Callback callback) {
    ChartedWindows kind = kind(query);
    if (kind == null || kind.measures().isEmpty()) {
      text(response, callback, 404, "expected kind, the number of a kind of windows");
      return;
    }
    byte[] json =
        ChartedWindows.json(kind.series(query.getValue("measure"), query.getValue("group")));
    send(response, callback, 200, JSON, json);
  }

  private void places(Fields query, Response response, Callback callback) {
    ChartedWindows kind = kind(query);
    if (kind == null) {
      text(response, callback, 404, "expected kind, the number of a kind of windows");
      return;
    }
    send(response, callback, 200, JSON, ChartedWindows.json(kind.places()));
  }

  private ChartedWindows kind(Fields query) {
    String number = query.getValue("kind");
    int kind = number != null && number.matches("\\d{1,3}") ? Integer.parseInt(number) : -1;
    return kind >= 0 && kind < rows.size() ? rows.get(kind) : null;
  }

  private static void text(Response response, Callback callback, int status, String text) {
    send(response, callback, status, "text/plain; charset=utf-8", (text + "\n").getBytes(UTF_8));
  }

  private static void send(
      Response response, Callback callback, int status, String type, byte[] content) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, content.length);
    response.write(true, ByteBuffer.wrap(content), callback);
  }
}
