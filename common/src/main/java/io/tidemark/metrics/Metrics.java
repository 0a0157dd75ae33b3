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
 * The numbers of one process. They are asked for when somebody looks, by the thread of who looks;
 * in between they cost nothing.
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
   * Opens the endpoint, with the JVM's own numbers. Its threads keep no process alive.
   *
   * @param port 0 for any that is free
   * @return the port
   * @throws IOException when nothing can listen there
   */
  public int listen(InetAddress host, int port) throws IOException {
    server = HTTPServer.builder().inetAddress(host).port(port).registry(registry).buildAndStart();
    JvmMetrics.builder().register(registry);
    return server.getPort();
  }

  /**
   * Shows a number.
   *
   * @param now gives it, from any thread; NaN while there is none
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
   * Shows several numbers.
   *
   * @param now gives them by the value of the metric's label, from any thread
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

  /** All numbers in Prometheus' text format, as the endpoint gives them. */
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
