package io.tidemark.stack.secure;

import io.tidemark.cli.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The certificate of the stack's servers, for 127.0.0.1 and localhost, in a key store that Kafka
 * and Druid read. An authority signs it whose key is thrown away, so it can never sign another.
 *
 * @param folder with the key store and the authority's certificate
 * @param password of the key store
 */
record ServerCertificate(Path folder, String password) {
  /** The entry of the key store. */
  static final String ALIAS = "server";

  private static final String AUTHORITY = "authority";
  private static final String DAYS = "365";
  private static final String PASSWORD_VARIABLE = "TIDEMARK_STORE_PASSWORD";

  /** PKCS #12, the key and its certificates. */
  Path keyStore() {
    return folder.resolve("server.p12");
  }

  /** The authority's certificate, PEM: what clients trust. */
  Path trusted() {
    return folder.resolve("ca.pem");
  }

  /** The end of its validity. */
  Instant expires() throws IOException, GeneralSecurityException {
    Certificate certificate = read(keyStore()).getCertificate(ALIAS);
    return ((X509Certificate) certificate).getNotAfter().toInstant();
  }

  /** Makes both files. */
  void make() throws IOException, GeneralSecurityException {
    Path both = folder.resolve("both.p12");
    try {
      keyPair(both, AUTHORITY, "CN=Tidemark local stack", List.of("-ext", "bc:c"));
      keyPair(
          both,
          ALIAS,
          "CN=localhost",
          List.of("-signer", AUTHORITY, "-ext", "san=ip:127.0.0.1,dns:localhost"));
      KeyStore made = read(both);
      Key key = made.getKey(ALIAS, password.toCharArray());
      KeyStore own = KeyStore.getInstance("PKCS12");
      own.load(null, null);
      own.setKeyEntry(ALIAS, key, password.toCharArray(), made.getCertificateChain(ALIAS));
      try (OutputStream out = Files.newOutputStream(PrivateFile.empty(keyStore()))) {
        own.store(out, password.toCharArray());
      }
      PrivateFile.write(trusted(), pem(made.getCertificate(AUTHORITY)));
    } finally {
      Files.deleteIfExists(both);
    }
  }

  private KeyStore read(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, password.toCharArray());
    }
    return store;
  }

  /** Java has no public classes that make a certificate; its keytool has the password to itself. */
  private void keyPair(Path store, String alias, String name, List<String> more)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-storetype",
                "PKCS12",
                "-storepass:env",
                PASSWORD_VARIABLE,
                "-validity",
                DAYS));
    command.addAll(List.of("-keystore", store.toString(), "-alias", alias, "-dname", name));
    command.addAll(more);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectInput(Redirect.PIPE);
    builder.environment().put(PASSWORD_VARIABLE, password);
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new UserError("keytool cannot make a certificate in " + folder + ": " + said.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("interrupted while a certificate was being made", e);
    }
  }

  private static String pem(Certificate certificate) throws CertificateEncodingException {
    byte[] line = {'\n'};
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder(64, line).encodeToString(certificate.getEncoded())
        + "\n-----END CERTIFICATE-----\n";
  }
}
