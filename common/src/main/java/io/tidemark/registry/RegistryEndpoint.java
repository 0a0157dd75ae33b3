package io.tidemark.registry;

import io.tidemark.http.HttpLogin;
import java.io.Serializable;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;

/**
 * The connection settings of a registry.
 *
 * @param address without a trailing slash
 */
record RegistryEndpoint(String address, HttpLogin login) implements Serializable {
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final String CONTENT = "application/vnd.schemaregistry.v1+json";

  HttpClient connect() {
    return login.connect();
  }

  /**
   * @param path begins with a slash
   */
  HttpRequest.Builder request(String path) {
    return login.authorize(
        HttpRequest.newBuilder(URI.create(address + path))
            .timeout(ANSWER)
            .header("Accept", CONTENT + ", application/json"));
  }

  /** A request with a body. */
  HttpRequest.Builder request(String method, String path, String body) {
    return request(path)
        .header("Content-Type", CONTENT)
        .method(method, HttpRequest.BodyPublishers.ofString(body));
  }

  /** For messages. */
  @Override
  public String toString() {
    return "the registry " + address;
  }
}
