package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.metrics.Metric;
import io.tidemark.metrics.Metrics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsOptionTest {
  private final List<String> messages = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(strings = {"0", ":0", "127.0.0.1:0", "localhost:0"})
  void theEndpointServesCurrentValues(String address) throws Exception {
    double[] lag = {3};
    try (Metrics metrics = open(address)) {
      metrics.show(Metric.SOURCE_LAG, () -> lag[0]);
      metrics.show(Metric.RECORDS_READ, () -> 12);
      metrics.showEach(Metric.FAULTS, () -> Map.of("late", 2L));

      assertThat(scrape("text/plain"))
          .contains("tidemark_source_lag_records{stream=\"sample\"} 3.0\n")
          .contains("# TYPE tidemark_records_read_total counter\n")
          .contains("tidemark_records_read_total{stream=\"sample\"} 12.0\n")
          .contains("tidemark_faults_total{kind=\"late\",stream=\"sample\"} 2.0\n")
          .contains("jvm_memory_used_bytes")
          .contains(metrics.text().lines().filter(line -> line.contains("tidemark")).toList());
      lag[0] = 4;
      assertThat(scrape("text/plain")).contains("tidemark_source_lag_records{stream=\"sample\"} 4");
    }
  }

  @Test
  void aRequestForProtobufIsAnsweredWithProtobuf() throws Exception {
    try (Metrics metrics = open("0")) {
      metrics.show(Metric.EPOCH, () -> 7);
      assertThat(
              scrape(
                  "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;"
                      + "encoding=delimited;q=0.7,text/plain;q=0.3"))
          .contains("tidemark_epoch")
          .doesNotContain("# HELP");
    }
  }

  @Test
  void aMetricWithoutAValueIsLeftOut() {
    try (Metrics metrics = open(null)) {
      metrics.show(Metric.WATERMARK, () -> Double.NaN);
      metrics.show(Metric.EPOCH, () -> 0);
      assertThat(metrics.text()).doesNotContain("watermark").contains("tidemark_epoch");
    }
  }

  @Test
  void isOffUnlessItIsNamed() {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    try (Metrics metrics = open(null)) {
      assertThat(metrics.text()).isEmpty();
      assertThat(Thread.getAllStackTraces().keySet())
          .filteredOn(MetricsOptionTest::ofServer)
          .isSubsetOf(before);
      assertThat(messages).isEmpty();
    }
  }

  @Test
  void keepsNoProcessAlive() {
    try (Metrics metrics = open("0")) {
      assertThat(metrics.text()).isNotEmpty();
      assertThat(Thread.getAllStackTraces().keySet())
          .filteredOn(MetricsOptionTest::ofServer)
          .isNotEmpty()
          .allMatch(Thread::isDaemon);
    }
  }

  @Test
  void aPortThatIsTakenIsOneLineWithAdvice() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> open("127.0.0.1:" + other.getLocalPort()))
          .isExactlyInstanceOf(UserError.class)
          .hasMessageStartingWith("--metrics: nothing can listen at 127.0.0.1:")
          .hasMessageContaining("name another port");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"on", "127.0.0.1", "host:", "65536", "1:2:x"})
  void aMalformedAddressIsWrongUsage(String address) {
    assertThatThrownBy(() -> open(address))
        .isInstanceOf(UsageError.class)
        .hasMessageContaining("--metrics: expected HOST:PORT or PORT")
        .hasMessageEndingWith("'" + address + "'");
  }

  @Test
  void everyMetricHasItsOwnName() {
    assertThat(Arrays.stream(Metric.values()).map(Metric::title))
        .doesNotHaveDuplicates()
        .allMatch(title -> title.startsWith("tidemark_"));
  }

  private Metrics open(String address) {
    return new MetricsOption(address).open("sample", messages::add);
  }

  private String scrape(String accept) throws Exception {
    URI address = URI.create(messages.get(0).replace("metrics at ", ""));
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(address).header("Accept", accept).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static boolean ofServer(Thread thread) {
    return thread.getName().startsWith("HTTP-Dispatcher")
        || thread.getName().startsWith("prometheus-http");
  }
}
