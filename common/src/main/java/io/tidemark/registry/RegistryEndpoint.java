package io.tidemark.registry;

import io.tidemark.cli.UserError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The connection settings of a registry.
 *
 * @param address without a trailing slash
 * @param authorization the header of that name, or null
 * @param certificates in PEM that are trusted, or null for those of the JVM
 */
record RegistryEndpoint(String address, String authorization, String certificates)
    implements Serializable {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final String CONTENT = "application/vnd.schemaregistry.v1+json";

  HttpClient connect() {
    HttpClient.Builder client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT);
    if (certificates != null) {
      client.sslContext(trusting());
    }
    return client.build();
  }

  private SSLContext trusting() {
    try {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      int number = 0;
      for (Certificate one :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(certificates.getBytes(StandardCharsets.UTF_8)))) {
        trusted.setCertificateEntry("registry-" + number++, one);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new UserError(
          "the certificates for the registry cannot be read, expected PEM: " + e.getMessage(), e);
    }
  }

  /**
   * @param path begins with a slash
   */
  HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + path))
            .timeout(ANSWER)
            .header("Accept", CONTENT + ", application/json");
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return request;
  }

  /** Without the login. */
  @Override
  public String toString() {
    return address;
  }

  /** A request with a body. */
  HttpRequest.Builder request(String method, String path, String body) {
    return request(path)
        .header("Content-Type", CONTENT)
        .method(method, HttpRequest.BodyPublishers.ofString(body));
  }
}
