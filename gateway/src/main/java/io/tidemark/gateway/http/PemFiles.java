package io.tidemark.gateway.http;

import io.tidemark.cli.UsageError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A certificate and its key in PEM files.
 *
 * @param certificate the server's certificate, and then those that sign it
 * @param key in PKCS #8, without a password
 */
public record PemFiles(Path certificate, Path key) {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "Ed25519", "Ed448");

  /**
   * Reads both into a key store without a password.
   *
   * @throws UsageError when a file cannot be read, or has something else
   */
  public KeyStore load() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("gateway", privateKey(), new char[0], certificates());
      return store;
    } catch (IOException | GeneralSecurityException e) {
      throw new UsageError(
          "--tls-key: cannot use " + key + " with " + certificate + ": " + e.getMessage(), e);
    }
  }

  private Certificate[] certificates() throws IOException {
    try (InputStream in = Files.newInputStream(certificate)) {
      Certificate[] all =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(in)
              .toArray(Certificate[]::new);
      if (all.length > 0) {
        return all;
      }
    } catch (CertificateException e) {
      throw new UsageError(
          "--tls-certificate: expected certificates in PEM in "
              + certificate
              + ", found: "
              + e.getMessage(),
          e);
    }
    throw new UsageError(
        "--tls-certificate: expected certificates in PEM in " + certificate + ", found none");
  }

  private PrivateKey privateKey() throws IOException, GeneralSecurityException {
    Matcher text = KEY.matcher(Files.readString(key));
    if (!text.find()) {
      throw new UsageError(
          "--tls-key: expected 'BEGIN PRIVATE KEY' in "
              + key
              + " (PKCS #8 without a password); 'openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW'"
              + " converts other keys");
    }
    PKCS8EncodedKeySpec encoded =
        new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(text.group(1)));
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
      } catch (InvalidKeySpecException e) {
        // another algorithm's key
      }
    }
    throw new UsageError("--tls-key: expected a key of EC, RSA or EdDSA in " + key);
  }
}
