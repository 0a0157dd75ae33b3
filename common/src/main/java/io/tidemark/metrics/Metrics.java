package io.tidemark.metrics;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The metrics of one process. A value is computed on a scrape, in the thread that serves it;
 * between scrapes it costs nothing.
 */
public final class Metrics implements AutoCloseable {
  private static final String STREAM = "stream";

  /** The values of a metric, of all streams. */
  private interface Source extends Consumer<BiConsumer<Double, String[]>> {}

  private final PrometheusRegistry registry;
  private final Map<Metric, List<Source>> sources;
  private final String stream;
  private HTTPServer server;

  /**
   * @param stream the definition's name
   */
  public Metrics(String stream) {
    this(stream, new PrometheusRegistry(), new EnumMap<>(Metric.class));
  }

  private Metrics(String stream, PrometheusRegistry registry, Map<Metric, List<Source>> sources) {
    this.stream = stream;
    this.registry = registry;
    this.sources = sources;
  }

  /** The metrics of another stream of the same process. */
  public Metrics ofStream(String name) {
    return new Metrics(name, registry, sources);
  }

  /** Adds the metrics of the JVM. */
  public void showJvm() {
    JvmMetrics.builder().register(registry);
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
    showJvm();
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
    Source source =
        to ->
            numbers.accept(
                (number, labels) ->
                    to.accept(
                        number,
                        Stream.concat(Stream.of(stream), Arrays.stream(labels))
                            .toArray(String[]::new)));
    List<Source> known = sources.get(metric);
    if (known != null) {
      known.add(source);
      return;
    }
    List<Source> all = new CopyOnWriteArrayList<>(List.of(source));
    sources.put(metric, all);
    String[] labels =
        metric.label() == null ? new String[] {STREAM} : new String[] {STREAM, metric.label()};
    if (metric.isCounter()) {
      CounterWithCallback.builder()
          .name(metric.title())
          .help(metric.help())
          .labelNames(labels)
          .callback(to -> all.forEach(one -> one.accept(to::call)))
          .register(registry);
    } else {
      GaugeWithCallback.builder()
          .name(metric.title())
          .help(metric.help())
          .labelNames(labels)
          .callback(to -> all.forEach(one -> one.accept(to::call)))
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
