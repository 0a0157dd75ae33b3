package io.tidemark.druid;

import io.tidemark.http.HttpLogin;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;

/**
 * The connection settings for Druid. All properties of a connection or a request other than its
 * path are set here; callers of {@link DruidClient} do not depend on them.
 *
 * @param address of the router, without a trailing slash
 */
public record DruidEndpoint(URI address, HttpLogin login) {
  HttpClient connect() {
    return login.connect();
  }

  /**
   * @param path begins with a slash
   */
  HttpRequest.Builder request(String path) {
    return login.authorize(HttpRequest.newBuilder(URI.create(address + path)));
  }

  /** For messages. */
  @Override
  public String toString() {
    return "Druid at " + address;
  }
}
