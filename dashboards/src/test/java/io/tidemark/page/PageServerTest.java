package io.tidemark.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.cli.UserError;
import io.tidemark.testing.Definitions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server of the page, with real sockets on loopback. */
@Timeout(60)
class PageServerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LARGE = 200_000;

  private final ChartedWindows rows = new ChartedWindows(Definitions.sample());
  private final PageServer server = new PageServer(0, List.of(rows));
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void thePageLoadsNothingFromElsewhereAndIsSmall() throws Exception {
    int bytes = 0;
    for (String file : List.of("/", "/page.js", "/page.css", "/uPlot.js", "/uPlot.css")) {
      HttpResponse<String> answer = get(file);
      assertThat(answer.statusCode()).as(file).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
          .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
          .doesNotContain("unsafe");
      assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
      assertThat(answer.body().replace("http://www.w3.org/2000/svg", ""))
          .as(file)
          .doesNotContainPattern("(src|href|url|import|fetch)[=(\"' ]+https?:");
      bytes += answer.body().getBytes(UTF_8).length;
    }
    assertThat(bytes).isLessThan(100_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nothing",
        "/../pom.xml",
        "/%2e%2e/pom.xml",
        "/page.js/",
        "/META-INF/MANIFEST.MF"
      })
  void whatIsNoPartOfThePageIsNotServed(String path) throws Exception {
    assertThat(
            exchange("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"))
        .containsPattern("HTTP/1.1 40[04] ");
  }

  @Test
  void aNameThatOnlyLeadsHereIsRefused() throws Exception {
    assertThat(exchange("GET / HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 403 ")
        .contains("127.0.0.1 and localhost alone");
    assertThat(exchange("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200 ");
  }

  @Test
  void nothingCanBeSent() throws Exception {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(at("/")).POST(HttpRequest.BodyPublishers.ofString("x")).build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).hasValue("GET");
  }

  @Test
  void aBrowserBeginsWithTheLastStateAndEndsWithTheFinalOne() throws Exception {
    server.publish(state(1, false, ""));
    try (Socket socket = follow();
        BufferedReader events = reader(socket)) {
      assertThat(next(events).path("at").longValue()).isEqualTo(1);
      server.publish(state(2, false, ""));
      assertThat(next(events).path("at").longValue()).isEqualTo(2);
      server.keepAlive();
      server.publish(state(3, true, ""));
      server.close();
      JsonNode end = next(events);
      assertThat(end.path("ended").booleanValue()).isTrue();
      assertThat(end.path("at").longValue()).isEqualTo(3);
      assertThat(events.lines()).noneMatch(line -> line.startsWith("data: "));
    }
  }

  @Test
  void theEndWaitsUntilABrowserHasLoadedItsChart() throws Exception {
    server.publish(state(1, false, ""));
    try (Socket socket = follow();
        BufferedReader events = reader(socket)) {
      next(events);
      server.publish(state(2, true, ""));
      CompletableFuture<Void> end = CompletableFuture.runAsync(server::close);
      next(events);
      assertThat(get("/series.json?kind=0&measure=readings").statusCode()).isEqualTo(200);
      assertThat(get("/complete").statusCode()).isEqualTo(204);
      end.get();
      assertThatThrownBy(() -> get("/")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aBrowserThatSleepsGetsTheNewestStateAloneAndDelaysNobody() throws Exception {
    String large = "x".repeat(LARGE);
    server.publish(state(0, false, large));
    try (Socket sleeping = follow();
        BufferedReader late = reader(sleeping);
        Socket awake = follow();
        BufferedReader events = reader(awake)) {
      int states = 200;
      assertThat(next(events).path("at").longValue()).isZero();
      for (int at = 1; at <= states; at++) {
        server.publish(state(at, false, large));
        // the browser that is awake has each at once
        long seen;
        do {
          seen = next(events).path("at").longValue();
        } while (seen < at);
      }
      int taken = 0;
      long newest;
      do {
        newest = next(late).path("at").longValue();
        taken++;
      } while (newest < states);
      assertThat(newest).isEqualTo(states);
      assertThat(taken).isLessThan(states / 2);
    }
  }

  @Test
  void aCommentDoesNotReplaceTheStateThatASlowBrowserWaitsFor() throws Exception {
    String large = "x".repeat(LARGE);
    server.publish(state(0, false, large));
    try (Socket sleeping = follow();
        BufferedReader late = reader(sleeping)) {
      assertThat(next(late).path("at").longValue()).isZero();
      int states = 100;
      for (int at = 1; at <= states; at++) {
        server.publish(state(at, false, large));
      }
      server.keepAlive();
      long newest;
      do {
        newest = next(late).path("at").longValue();
      } while (newest < states);
      assertThat(newest).isEqualTo(states);
    }
  }

  @Test
  void moreBrowsersThanItServesAreToldToComeAgain() throws Exception {
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < PageHandler.CLIENTS; i++) {
        Socket socket = follow();
        sockets.add(socket);
        assertThat(reader(socket).readLine()).startsWith("HTTP/1.1 200 ");
      }
      HttpResponse<String> answer = get("/events");
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void itIsWatchedOnceSomethingWasAskedFor() throws Exception {
    assertThat(server.isWatched()).isFalse();
    get("/state.json");
    assertThat(server.isWatched()).isTrue();
  }

  @Test
  void theChartHasTheValuesOfAMeasure() throws Exception {
    rows.add(
        "{\"window_start\":\"2026-01-01T00:00:00.000Z\",\"entity\":7,\"readings\":4,\"avg_temp\":2.5}"
            .getBytes(UTF_8));
    JsonNode series = JSON.readTree(get("/series.json?kind=0&measure=avg_temp&group=7").body());
    assertThat(series.path("values").toString()).isEqualTo("[2.5]");
    assertThat(series.path("starts").toString()).isEqualTo("[1767225600]");
    assertThat(get("/series.json?kind=1").statusCode()).isEqualTo(404);
    assertThat(get("/series.json?kind=-1").statusCode()).isEqualTo(404);
    assertThat(get("/places.json?kind=0").body()).isEqualTo("[]");
  }

  @Test
  void aPortThatIsTakenIsAnErrorWithAdvice() {
    assertThatThrownBy(() -> new PageServer(server.address().getPort(), List.of(rows)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("cannot listen at 127.0.0.1:" + server.address().getPort())
        .hasMessageContaining("0 for any that is free");
  }

  private static PageState state(long at, boolean ended, String stream) {
    return new PageState(stream, at, ended, null, null, List.of());
  }

  private URI at(String path) {
    return URI.create(server.address() + path);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(HttpRequest.newBuilder(at(path)).build(), BodyHandlers.ofString());
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
  }

  private Socket follow() throws IOException {
    Socket socket = connect();
    socket
        .getOutputStream()
        .write("GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(UTF_8));
    return socket;
  }

  private String exchange(String request) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(request.getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
  }

  /** The next event; the lines of headers and chunks are passed over. */
  private static JsonNode next(BufferedReader events) throws IOException {
    for (String line = events.readLine(); line != null; line = events.readLine()) {
      if (line.startsWith("data: ")) {
        return JSON.readTree(line.substring("data: ".length()));
      }
    }
    throw new AssertionError("the events have ended");
  }
}
