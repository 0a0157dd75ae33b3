package io.tidemark.druid;

import io.tidemark.cli.UsageError;
import java.net.URI;
import java.net.URISyntaxException;
import picocli.CommandLine.Option;

/** The option for Druid's address. */
public final class DruidOption {
  @Option(
      names = "--druid",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:8888",
      description = "The address of Druid's router (default: ${DEFAULT-VALUE}).")
  String druid;

  public DruidOption() {}

  /** Creates the option from code, for a command that runs another. */
  public DruidOption(String druid) {
    this.druid = druid;
  }

  /**
   * The client for this address.
   *
   * @throws UsageError when it is no http or https address
   */
  public DruidClient client() {
    return new DruidClient(new DruidEndpoint(uri()));
  }

  /**
   * A read-only client for this address.
   *
   * @throws UsageError when it is no http or https address
   */
  public DruidReader reader() {
    return client();
  }

  /**
   * The router's address without a trailing slash, as the prefix of paths that begin with one.
   *
   * @throws UsageError when it is no http or https address
   */
  public URI uri() {
    try {
      URI uri = new URI(druid.strip().replaceFirst("/+$", ""));
      boolean http = "http".equalsIgnoreCase(uri.getScheme());
      boolean https = "https".equalsIgnoreCase(uri.getScheme());
      boolean bare = uri.getRawQuery() == null && uri.getRawFragment() == null;
      if ((http || https) && uri.getHost() != null && uri.getUserInfo() == null && bare) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // reported below like any other unusable address
    }
    throw new UsageError(
        "--druid: expected the router's address such as http://127.0.0.1:8888, found '"
            + druid
            + "'");
  }
}
