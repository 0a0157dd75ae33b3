package io.tidemark.druid.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Questions of Druid's tasks to a registry with a login. */
class RegistryQuestionsTest {
  private static final String READER = "Basic cmVhZGVyOnN3b3JkZmlzaA==";

  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/schemas/ids/1",
        exchange -> {
          boolean known = READER.equals(exchange.getRequestHeaders().getFirst("Authorization"));
          byte[] answer = "{\"schema\": \"\\\"long\\\"\"}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(known ? 200 : 401, known ? answer.length : -1);
          if (known) {
            exchange.getResponseBody().write(answer);
          }
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private RegistryQuestions questions() {
    return new RegistryQuestions("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Test
  void theLoginOfTheEnvironmentIsSent() throws IOException {
    String login =
        RegistryQuestions.authorization(
            Map.of("REGISTRY_USER", "reader", "REGISTRY_PASSWORD", "swordfish"));
    assertThat(questions().askOnce(1, login)).isEqualTo("\"long\"");
    assertThat(RegistryQuestions.authorization(Map.of("REGISTRY_TOKEN", "abc")))
        .isEqualTo("Bearer abc");
    assertThat(RegistryQuestions.authorization(Map.of("REGISTRY_USER", ""))).isNull();
  }

  @Test
  void aWrongLoginIsAFailureThatSaysWhereItBelongs() {
    for (String login : new String[] {null, "Bearer swordfish"}) {
      assertThatThrownBy(() -> questions().askOnce(1, login))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("answered 401: expected REGISTRY_USER and REGISTRY_PASSWORD")
          .hasMessageNotContaining("swordfish");
    }
  }
}
