package io.tidemark.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UserError;
import io.tidemark.model.avro.AvroSchema;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.encoding.SchemaSource;
import io.tidemark.model.yaml.RawSection;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry behind TLS with a certificate of its own. */
class RegistryTlsTest {
  private static final String PASSWORD = "changeit";
  private static final StreamDefinition STREAM =
      new StreamDefinition(
          "s",
          RawSection.read(
              "{\"topic\": \"t\", \"encoding\": \"avro\", \"time\": \"at\", \"fields\": {\"at\":"
                  + " {\"type\": \"timestamp\"}}}"),
          List.of());

  @TempDir Path folder;

  private KeyStore keyStore(String host) throws Exception {
    Path file = folder.resolve(host + ".p12");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "registry",
                "-keyalg",
                "EC",
                "-dname",
                "CN=registry",
                "-ext",
                "san=" + host,
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                file.toString()));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(keytool.getInputStream().readAllBytes());
    assertThat(keytool.waitFor()).as(output).isZero();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  private static SSLContext serving(KeyStore store) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private Path trusting(KeyStore store) throws Exception {
    Path pem = folder.resolve("registry.pem");
    Files.writeString(
        pem,
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(store.getCertificate("registry").getEncoded())
            + "\n-----END CERTIFICATE-----\n");
    return Files.writeString(
        folder.resolve("registry.properties"), "ssl.truststore.location=" + pem + "\n");
  }

  private static SchemaSource source(LocalRegistry registry, Path config) {
    RegistryOptions options = new RegistryOptions(registry.address());
    options.config = config;
    return options.reading(STREAM).raw().schemas().source();
  }

  @Test
  void itsCertificateIsTrustedByItsFile() throws Exception {
    KeyStore store = keyStore("ip:127.0.0.1");
    try (LocalRegistry registry = new LocalRegistry(serving(store))) {
      int id = registry.add("any", AvroSchema.HEARTBEAT);
      assertThat(source(registry, trusting(store)).schema(id)).isEqualTo(AvroSchema.HEARTBEAT);
    }
  }

  @Test
  void aCertificateThatIsNotTrustedIsAnErrorAtOnce() throws Exception {
    try (LocalRegistry registry = new LocalRegistry(serving(keyStore("ip:127.0.0.1")))) {
      assertThatThrownBy(() -> source(registry, null).schema(1))
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith("no trusted connection to the registry https://")
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void aCertificateOfAnotherHostIsAnErrorAtOnce() throws Exception {
    KeyStore other = keyStore("dns:elsewhere");
    try (LocalRegistry registry = new LocalRegistry(serving(other))) {
      Path config = trusting(other);
      assertThatThrownBy(() -> source(registry, config).schema(1))
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith("no trusted connection to the registry https://");
    }
  }
}
