package io.tidemark.cli;

import io.tidemark.metrics.Metrics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** The option for the Prometheus endpoint of a process. */
public final class MetricsOption {
  private static final Pattern ADDRESS = Pattern.compile("(?:\\[?([^\\[\\]]*?)\\]?:)?(\\d{1,5})");
  private static final String LOOPBACK = "127.0.0.1";

  @Option(
      names = "--metrics",
      paramLabel = "[HOST:]PORT",
      description =
          "Expose metrics to Prometheus at http://HOST:PORT/metrics. HOST is 127.0.0.1 unless it"
              + " is named; port 0 is any that is free (default: off).")
  String metrics;

  public MetricsOption() {}

  /** Creates the option from code; null for no endpoint. */
  public MetricsOption(String metrics) {
    this.metrics = metrics;
  }

  /**
   * Creates the metrics of this process and opens the endpoint if there is an address.
   *
   * @param stream the definition's name
   * @param say receives a line with the address
   * @throws UsageError when the address is malformed or its host is unknown
   * @throws UserError when the endpoint cannot listen there
   */
  public Metrics open(String stream, Consumer<String> say) {
    Metrics numbers = new Metrics(stream);
    if (metrics == null) {
      return numbers;
    }
    Matcher parts = ADDRESS.matcher(metrics.strip());
    int port = parts.matches() ? Integer.parseInt(parts.group(2)) : -1;
    if (port < 0 || port > 0xffff) {
      throw new UsageError(
          "--metrics: expected HOST:PORT or PORT, as in 9404, found '" + metrics + "'");
    }
    boolean named = parts.group(1) != null && !parts.group(1).isEmpty();
    String host = named ? parts.group(1) : LOOPBACK;
    try {
      int taken = numbers.listen(InetAddress.getByName(host), port);
      String shown = host.contains(":") ? "[" + host + "]" : host;
      say.accept("metrics at http://" + shown + ":" + taken + "/metrics");
      return numbers;
    } catch (UnknownHostException e) {
      throw new UsageError("--metrics: there is no host '" + host + "'", e);
    } catch (IOException e) {
      throw new UserError(
          "--metrics: nothing can listen at "
              + metrics
              + " ("
              + e.getMessage()
              + "); name another port, or 0 for any that is free",
          e);
    }
  }
}
