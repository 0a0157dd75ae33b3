package io.tidemark.metrics;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Labels;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * The metrics of one process. A value is computed on a scrape, in the thread that serves it;
 * between scrapes it costs nothing.
 */
public final class Metrics implements AutoCloseable {
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Labels stream;
  private HTTPServer server;

  /**
   * @param stream the definition's name
   */
  public Metrics(String stream) {
    this.stream = Labels.of("stream", stream);
  }

  /**
   * Opens the endpoint, which also has the JVM metrics. Its threads are daemons.
   *
   * @param port 0 for any free port
   * @return the port
   * @throws IOException when the endpoint cannot listen there
   */
  public int listen(InetAddress host, int port) throws IOException {
    server = HTTPServer.builder().inetAddress(host).port(port).registry(registry).buildAndStart();
    JvmMetrics.builder().register(registry);
    return server.getPort();
  }

  /**
   * Registers a metric with one value.
   *
   * @param now returns the current value, from any thread; NaN while there is none
   */
  public void show(Metric metric, DoubleSupplier now) {
    register(
        metric,
        to -> {
          double number = now.getAsDouble();
          if (!Double.isNaN(number)) {
            to.accept(number, new String[0]);
          }
        });
  }

  /**
   * Registers a metric with several values.
   *
   * @param now returns the current values by label value, from any thread
   */
  public void showEach(Metric metric, Supplier<Map<String, Long>> now) {
    register(
        metric,
        to ->
            now.get().forEach((label, number) -> to.accept((double) number, new String[] {label})));
  }

  private void register(Metric metric, Consumer<BiConsumer<Double, String[]>> numbers) {
    String[] labels = metric.label() == null ? new String[0] : new String[] {metric.label()};
    if (metric.isCounter()) {
      CounterWithCallback.builder()
          .name(metric.title())
          .help(metric.help())
          .constLabels(stream)
          .labelNames(labels)
          .callback(to -> numbers.accept(to::call))
          .register(registry);
    } else {
      GaugeWithCallback.builder()
          .name(metric.title())
          .help(metric.help())
          .constLabels(stream)
          .labelNames(labels)
          .callback(to -> numbers.accept(to::call))
          .register(registry);
    }
  }

  /** All metrics in Prometheus' text format, as the endpoint serves them. */
  public String text() {
    return ExpositionFormats.init()
        .getPrometheusTextFormatWriter()
        .toDebugString(registry.scrape());
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
  }
}
