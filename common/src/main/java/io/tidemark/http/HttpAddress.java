package io.tidemark.http;

import io.tidemark.cli.UsageError;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;

/** Checks the addresses of servers. */
public final class HttpAddress {
  private HttpAddress() {}

  /**
   * The address without a trailing slash, as the prefix of paths that begin with one.
   *
   * @param option for messages
   * @param expected what the address is of, with an example, for messages
   * @throws UsageError when it is no http or https address, or has a login, a query or a fragment
   */
  public static URI of(String option, String address, String expected) {
    try {
      URI uri = new URI(address.strip().replaceFirst("/+$", ""));
      boolean web = "http".equalsIgnoreCase(uri.getScheme()) || isHttps(uri);
      boolean bare = uri.getRawQuery() == null && uri.getRawFragment() == null;
      if (web && uri.getHost() != null && uri.getUserInfo() == null && bare) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // reported below like any other unusable address
    }
    // what has an @ may have a password before it
    String found =
        address.contains("@")
            ? "; a login belongs into the file of " + option + "-config"
            : ", found '" + address + "'";
    throw new UsageError(option + ": expected " + expected + found);
  }

  /** Whether what is sent to the address is encrypted. */
  public static boolean isHttps(URI address) {
    return "https".equalsIgnoreCase(address.getScheme());
  }

  /** Whether the address names this machine by itself, without a look-up of names. */
  static boolean isLoopback(URI address) {
    String host = address.getHost();
    if (host.equalsIgnoreCase("localhost")) {
      return true;
    }
    if (!host.matches("\\[.*]|[0-9]+(\\.[0-9]+){3}")) {
      return false;
    }
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
