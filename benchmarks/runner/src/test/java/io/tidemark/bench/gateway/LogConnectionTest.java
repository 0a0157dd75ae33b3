package io.tidemark.bench.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogConnectionTest {
  private static final byte[] LINES = "{a}\n{b}\n{c}\n".getBytes(StandardCharsets.UTF_8);

  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private volatile int status = 200;
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/log",
        exchange -> {
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          byte[] answer = "{\"accepted\":1}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void oneConnectionSendsRequestAfterRequest() throws IOException {
    try (LogConnection connection = open()) {
      connection.post(LINES, 0, 4);
      connection.post(LINES, 4, 8);
    }
    assertThat(bodies).containsExactly("{a}\n", "{b}\n{c}\n");
  }

  @Test
  void anAnswerOtherThan200Fails() throws IOException {
    status = 429;
    try (LogConnection connection = open()) {
      assertThatThrownBy(() -> connection.post(LINES, 0, 4))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("429");
    }
  }

  private LogConnection open() throws IOException {
    return LogConnection.open(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
  }
}
