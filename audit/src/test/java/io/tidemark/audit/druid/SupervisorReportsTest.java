package io.tidemark.audit.druid;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.tidemark.audit.station.Ingestion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SupervisorReportsTest {
  private final Map<String, String> answers = new HashMap<>();
  private HttpServer router;

  @BeforeEach
  void start() throws IOException {
    router = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    router.createContext(
        "/druid/indexer/v1/supervisor/",
        exchange -> {
          String[] path = exchange.getRequestURI().getPath().split("/", 6);
          String answer = answers.get(path[5]);
          byte[] body = (answer == null ? "{}" : answer).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    router.start();
  }

  @AfterEach
  void stop() {
    router.stop(0);
  }

  @Test
  void addsUpWhatTheTasksHaveCounted() {
    answers.put(
        "sensors-raw/stats",
        """
        {"0": {"task_a": {"movingAverages": {"buildSegments": {"5m": {"processed": 9.5}}},
                          "totals": {"buildSegments": {"processed": 10, "processedBytes": 800,
                            "processedWithError": 1, "thrownAway": 2, "unparseable": 3}}}},
         "1": {"task_b": {"totals": {"buildSegments": {"processed": 5, "processedBytes": 400,
                            "processedWithError": 0, "thrownAway": 1, "unparseable": 0}}}}}
        """);
    answers.put(
        "sensors-raw/parseErrors",
        """
        [{"input": "{", "errorType": "parseException", "details": ["Unable to parse row\\nat"],
          "timeOfExceptionMillis": 1}]
        """);

    assertThat(supervisors().ingestion("sensors-raw"))
        .contains(
            new Ingestion("sensors-raw", 15, 1, 3, 3, java.util.List.of("Unable to parse row")));
  }

  @Test
  void tellsTheLagInOffsets() {
    answers.put("sensors-raw/status", "{\"id\":\"x\",\"payload\":{\"aggregateLag\":120}}");
    answers.put("sensors-aggregated/status", "{\"payload\":{\"aggregateLag\":null}}");

    assertThat(supervisors().lag("sensors-raw")).contains(120L);
    assertThat(supervisors().lag("sensors-aggregated")).isEmpty();
  }

  @Test
  void saysNothingOfASupervisorThatIsNotThere() {
    assertThat(supervisors().ingestion("sensors-raw")).isEmpty();
    assertThat(supervisors().lag("sensors-raw")).isEmpty();
    answers.put("sensors-raw/stats", "<html>");
    assertThat(supervisors().ingestion("sensors-raw")).isEmpty();
    SupervisorReports gone = supervisors();
    router.stop(0);
    assertThat(gone.lag("sensors-raw")).isEmpty();
  }

  private SupervisorReports supervisors() {
    return new SupervisorReports(URI.create("http://127.0.0.1:" + router.getAddress().getPort()));
  }
}
