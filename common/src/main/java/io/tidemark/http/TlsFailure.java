package io.tidemark.http;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Explains failures of TLS that another attempt would have again. */
public final class TlsFailure {
  private static final int TIMEOUT_MILLIS = 2_000;

  /** The first bytes of an alert of TLS, read as text (RFC 8446, 5.1). */
  private static final String ALERT = "\u0015\u0003";

  private TlsFailure() {}

  /**
   * Explains a failure in one line: what is wrong, and after a semicolon what to do.
   *
   * @param server for messages: {@code Druid at https://127.0.0.1:8888}
   * @param option that names the address
   * @return null for any other failure, which may pass
   */
  public static String explain(
      Throwable failure, String server, URI address, String option, HttpLogin login) {
    String reason =
        HttpAddress.isHttps(address)
            ? ofTls(failure, address, option, login)
            : isTls(failure, address) ? "TLS is spoken there; write https:// in " + option : null;
    return reason == null ? null : "no connection to " + server + ": " + reason;
  }

  private static String ofTls(Throwable failure, URI address, String option, HttpLogin login) {
    String expired = message(failure, CertificateExpiredException.class::isInstance);
    if (expired != null) {
      return "its certificate has expired (" + expired + "); the server needs a new one";
    }
    String early = message(failure, CertificateNotYetValidException.class::isInstance);
    if (early != null) {
      return "its certificate is not valid yet ("
          + early
          + "); compare the clocks of this machine and the server";
    }
    if (message(failure, TlsFailure::isOfIssuer) != null) {
      return "its certificate is from an issuer that is not trusted; name a PEM file with the"
          + " issuer's certificate as ssl.truststore.location in "
          + login.place();
    }
    String name = message(failure, TlsFailure::isOfName);
    if (name != null) {
      return "its certificate is not for the name "
          + address.getHost()
          + " ("
          + name
          + "); write a name that the certificate has into "
          + option;
    }
    if (message(failure, TlsFailure::isOfPlainText) != null) {
      return "no TLS is spoken there; write http:// or the port with TLS into " + option;
    }
    boolean brokenOff = message(failure, EOFException.class::isInstance) != null;
    String other = message(failure, SSLHandshakeException.class::isInstance);
    return other == null || brokenOff ? null : other + "; compare the server's settings of TLS";
  }

  private static boolean isOfIssuer(Throwable failure) {
    return failure instanceof CertPathBuilderException
        || failure instanceof CertPathValidatorException;
  }

  /** By its text: Java has no class for it. */
  private static boolean isOfName(Throwable failure) {
    return failure instanceof CertificateException
        && String.valueOf(failure.getMessage()).matches("No (subject alternative|name matching).*");
  }

  private static boolean isOfPlainText(Throwable failure) {
    return failure instanceof SSLException
        && String.valueOf(failure.getMessage()).contains("recognized SSL message");
  }

  /** Whether a port that is asked without TLS speaks it. */
  private static boolean isTls(Throwable failure, URI address) {
    if (message(failure, one -> String.valueOf(one.getMessage()).contains(ALERT)) != null) {
      return true;
    }
    return message(failure, one -> String.valueOf(one.getMessage()).contains("received no bytes"))
            != null
        && beginsHandshake(address);
  }

  private static boolean beginsHandshake(URI address) {
    int port = address.getPort() == -1 ? 80 : address.getPort();
    SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(address.getHost(), port), TIMEOUT_MILLIS);
      plain.setSoTimeout(TIMEOUT_MILLIS);
      try (SSLSocket tls = (SSLSocket) factory.createSocket(plain, address.getHost(), port, true)) {
        tls.startHandshake();
        return true;
      }
    } catch (IOException e) {
      // a certificate came, whether it is trusted or not
      return message(e, CertificateException.class::isInstance) != null;
    }
  }

  /** The message of the first of the causes that is meant, in one line; null if there is none. */
  private static String message(Throwable failure, Predicate<Throwable> meant) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (meant.test(cause)) {
        return String.valueOf(cause.getMessage()).replaceAll("\\s+", " ");
      }
    }
    return null;
  }
}
