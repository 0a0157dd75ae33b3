package io.tidemark.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A key and a certificate for a server of a test, made by the JDK's keytool.
 *
 * @param store has the key as {@code server}, and its authority as {@code ca} if it has one
 */
public record TestCertificate(KeyStore store) {
  private static final String PASSWORD = "changeit";

  /**
   * A certificate that nobody but its own key has signed.
   *
   * @param name the host, such as {@code ip:127.0.0.1} or {@code dns:elsewhere}
   * @param validity further options, such as {@code -startdate -2d -validity 1}; valid by default
   */
  public static TestCertificate selfSigned(Path folder, String name, String... validity)
      throws IOException, GeneralSecurityException {
    Path file = Files.createTempDirectory(folder, "keys").resolve("keys.p12");
    keytool(file, generate("server", name), validity);
    return read(file);
  }

  /** The same, signed by an authority of its own. */
  public static TestCertificate ofAuthority(Path folder, String name, String... validity)
      throws IOException, GeneralSecurityException {
    Path work = Files.createTempDirectory(folder, "keys");
    Path file = work.resolve("keys.p12");
    String request = work.resolve("request").toString();
    String answer = work.resolve("answer").toString();
    keytool(file, generate("ca", "dns:ca"), "-ext", "bc:c");
    keytool(file, generate("server", name));
    keytool(file, List.of("-certreq", "-alias", "server", "-file", request));
    keytool(
        file,
        List.of(
            "-gencert",
            "-alias",
            "ca",
            "-infile",
            request,
            "-outfile",
            answer,
            "-ext",
            "san=" + name),
        validity);
    keytool(file, List.of("-importcert", "-alias", "server", "-file", answer));
    return read(file);
  }

  private static List<String> generate(String alias, String name) {
    return List.of(
        "-genkeypair",
        "-alias",
        alias,
        "-keyalg",
        "EC",
        "-dname",
        "CN=" + alias,
        "-ext",
        "san=" + name);
  }

  private static void keytool(Path file, List<String> arguments, String... more)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(arguments);
    command.addAll(List.of(more));
    if (!command.contains("-gencert")) {
      command.addAll(List.of("-noprompt"));
    }
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    command.addAll(List.of("-keystore", file.toString()));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(keytool.getInputStream().readAllBytes());
    try {
      if (keytool.waitFor() != 0) {
        throw new IOException(command + ": " + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static TestCertificate read(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return new TestCertificate(store);
  }

  /** TLS of a server with this certificate. */
  public SSLContext serving() throws GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    char[] password = PASSWORD.toCharArray();
    try {
      keys.load(null, null);
    } catch (IOException e) {
      throw new GeneralSecurityException(e);
    }
    keys.setKeyEntry(
        "server", store.getKey("server", password), password, store.getCertificateChain("server"));
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  /** The file that a client trusts: that of the authority, or of the certificate itself. */
  public Path pem(Path folder) throws IOException, GeneralSecurityException {
    byte[] trusted = store.getCertificate(store.containsAlias("ca") ? "ca" : "server").getEncoded();
    return Files.writeString(
        Files.createTempFile(folder, "trusted", ".pem"),
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(trusted)
            + "\n-----END CERTIFICATE-----\n");
  }
}
