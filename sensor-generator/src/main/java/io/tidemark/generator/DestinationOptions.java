package io.tidemark.generator;

import io.tidemark.cli.KafkaOptions;
import io.tidemark.cli.TokenOption;
import io.tidemark.cli.UsageError;
import io.tidemark.generator.run.Destination;
import io.tidemark.generator.run.GatewayDestination;
import io.tidemark.generator.run.KafkaDestination;
import java.net.URI;
import java.net.URISyntaxException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options for where the readings go. */
public final class DestinationOptions {
  private static final int MOST = 50_000;

  @Mixin KafkaOptions kafka = new KafkaOptions();
  @Mixin TokenOption token = new TokenOption();

  @Option(
      names = "--to",
      paramLabel = "URL",
      description =
          "Send the readings to a gateway by HTTP, such as http://127.0.0.1:8090, which then writes"
              + " the ledger and closes the windows (default: to the raw topic itself).")
  String to;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "500",
      description = "The most readings of a request to a gateway (default: ${DEFAULT-VALUE}).")
  int batch;

  /**
   * The destination of these options.
   *
   * @throws UsageError when an option is invalid
   */
  public Destination destination() {
    if (to == null) {
      return new KafkaDestination(kafka.properties());
    }
    if (batch < 1 || batch > MOST) {
      throw new UsageError("--batch: expected 1 to " + MOST + ", found " + batch);
    }
    return new GatewayDestination(address(), batch, token.read());
  }

  private URI address() {
    try {
      URI address = new URI(to);
      if (address.getHost() != null
          && ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))) {
        return address;
      }
    } catch (URISyntaxException e) {
      throw new UsageError("--to: expected http://HOST:PORT, found '" + to + "'", e);
    }
    throw new UsageError("--to: expected http://HOST:PORT, found '" + to + "'");
  }
}
