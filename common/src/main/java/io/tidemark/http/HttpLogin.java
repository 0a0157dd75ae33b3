package io.tidemark.http;

import io.tidemark.cli.UsageError;
import java.io.Serializable;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/**
 * How a client proves who it is, and which certificates it trusts. {@link #toString} has no secret.
 *
 * @param option that names the file with the login, for messages; "environment" without a file
 * @param file with the login, or the names of its variables, or null
 * @param user or null
 * @param secret the password of the user, or a bearer token if there is no user; null without a
 *     login
 * @param certificates in PEM that alone are trusted, or null for those of the JVM
 */
public record HttpLogin(String option, String file, String user, String secret, String certificates)
    implements Serializable {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** In place of an option, when there is no file. */
  private static final String ENVIRONMENT = "environment";

  /** No login, and the trust of the JVM. */
  public static HttpLogin none(String option) {
    return new HttpLogin(option, null, null, null, null);
  }

  /**
   * The login of two variables of the environment, which must both be set or both be empty.
   *
   * @param option that would name a file with another
   * @param environment of the process
   * @throws UsageError when only one is set
   */
  public static HttpLogin of(
      Map<String, String> environment, String user, String password, String option) {
    String name = environment.getOrDefault(user, "");
    String secret = environment.getOrDefault(password, "");
    if (name.isEmpty() && secret.isEmpty()) {
      return none(option);
    }
    if (name.isEmpty() || secret.isEmpty()) {
      throw new UsageError(
          "expected both " + user + " and " + password + " in the environment, found one of them");
    }
    return new HttpLogin(ENVIRONMENT, user + " and " + password, name, secret, null);
  }

  /** Whether there is something to prove who the client is. */
  public boolean isGiven() {
    return secret != null;
  }

  /**
   * Warns when the secret would go to another machine without encryption.
   *
   * @param server that the login is for
   * @param warn receives the line
   */
  public void warn(URI server, Consumer<String> warn) {
    if (isGiven() && !HttpAddress.isHttps(server) && !HttpAddress.isLoopback(server)) {
      warn.accept(
          "warning: the secret in "
              + place()
              + " goes to "
              + server
              + " without encryption, and anyone on the way can read it; use https");
    }
  }

  /** The header of that name (RFC 7617 or RFC 6750), or null. */
  public String authorization() {
    if (secret == null) {
      return null;
    }
    if (user == null) {
      return "Bearer " + secret;
    }
    byte[] both = (user + ":" + secret).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(both);
  }

  /** Adds the login to a request. */
  public HttpRequest.Builder authorize(HttpRequest.Builder request) {
    return secret == null ? request : request.header("Authorization", authorization());
  }

  /**
   * A client that trusts these certificates. It speaks HTTP/1.1: some proxies fail on the JDK's
   * offer to upgrade to HTTP/2.
   *
   * @throws io.tidemark.cli.UserError when the certificates are no PEM
   */
  public HttpClient connect() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(CONNECT)
        .sslContext(sslContext())
        .build();
  }

  /**
   * TLS that trusts these certificates.
   *
   * @throws io.tidemark.cli.UserError when they are no PEM
   */
  public SSLContext sslContext() {
    if (certificates != null) {
      return TrustedCertificates.context(certificates, option);
    }
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no TLS", e);
    }
  }

  private String who() {
    if (secret == null) {
      return "a client without a login";
    }
    return user == null ? "the owner of the token" : "the user " + user;
  }

  /** Where a setting belongs, for messages: {@code reader.properties (--druid-config)}. */
  String place() {
    return file == null ? "a file, and name it with " + option : file + " (" + option + ")";
  }

  /**
   * What a server means that answers 401, and what to do.
   *
   * @param server for messages: {@code Druid at https://127.0.0.1:8888}
   */
  public String refused(String server) {
    if (secret == null) {
      return server
          + " expects a login (HTTP 401); write basic.auth.user.info=USER:PASSWORD into "
          + place();
    }
    return user == null
        ? server + " does not accept the token (HTTP 401); correct bearer.auth.token in " + place()
        : server
            + " does not accept the user "
            + user
            + " with this password (HTTP 401); correct "
            + (option.equals(ENVIRONMENT) ? "" : "basic.auth.user.info in ")
            + place();
  }

  /**
   * What a server means that answers 403, and what to do.
   *
   * @param what is not allowed: {@code read the datasource doors}
   * @param right that would allow it
   */
  public String forbidden(String server, String what, String right) {
    return who()
        + " may not "
        + what
        + " in "
        + server
        + " (HTTP 403); "
        + (isGiven()
            ? "grant it " + right + ", or use another login in "
            : "write a login with " + right + " into ")
        + place();
  }

  @Override
  public String toString() {
    return file == null ? "no " + option : who() + " of " + place();
  }
}
