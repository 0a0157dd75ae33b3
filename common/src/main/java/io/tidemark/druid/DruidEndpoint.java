package io.tidemark.druid;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;

/**
 * The connection settings for Druid. All properties of a connection or a request other than its
 * path are set here; callers of {@link DruidClient} do not depend on them.
 *
 * @param address of the router, without a trailing slash
 */
public record DruidEndpoint(URI address) {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** HTTP/1.1: some proxies fail on the JDK's offer to upgrade to HTTP/2. */
  HttpClient connect() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(CONNECT)
        .build();
  }

  /**
   * @param path begins with a slash
   */
  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(address + path));
  }
}
