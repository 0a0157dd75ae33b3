package io.tidemark.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UserError;
import io.tidemark.http.TestCertificate;
import io.tidemark.model.avro.AvroSchema;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.encoding.SchemaSource;
import io.tidemark.model.yaml.RawSection;
import io.tidemark.retry.RetryableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry behind TLS with a certificate of its own. */
class RegistryTlsTest {
  private static final StreamDefinition STREAM =
      new StreamDefinition(
          "s",
          RawSection.read(
              "{\"topic\": \"t\", \"encoding\": \"avro\", \"time\": \"at\", \"fields\": {\"at\":"
                  + " {\"type\": \"timestamp\"}}}"),
          List.of());

  /** So long a failure that is tried again takes. */
  private static final Duration LIMIT = Duration.ofSeconds(5);

  @TempDir Path folder;

  private SchemaSource source(String address, TestCertificate trusted, String login)
      throws Exception {
    RegistryOptions options = new RegistryOptions(address);
    String trust = trusted == null ? "" : "ssl.truststore.location=" + trusted.pem(folder) + "\n";
    options.config = Files.writeString(folder.resolve("registry.properties"), trust + login);
    return options.reading(STREAM, LIMIT).raw().schemas().source();
  }

  private AbstractThrowableAssert<?, ?> assertUntrusted(
      TestCertificate serving, TestCertificate trusted) throws Exception {
    try (LocalRegistry registry = new LocalRegistry(serving.serving())) {
      SchemaSource source = source(registry.address(), trusted, "");
      return assertFailsAtOnce(source)
          .hasMessageStartingWith("no connection to the registry " + registry.address() + ": ");
    }
  }

  private static AbstractThrowableAssert<?, ?> assertFailsAtOnce(SchemaSource source) {
    return assertThatThrownBy(() -> source.schema(1))
        .isInstanceOf(UserError.class)
        .isNotInstanceOf(RetryableException.class)
        .hasMessageNotContaining("gave up")
        .hasMessageNotContaining("\n");
  }

  @Test
  void itsCertificateIsTrustedByItsFile() throws Exception {
    TestCertificate certificate = TestCertificate.selfSigned(folder, "ip:127.0.0.1");
    try (LocalRegistry registry = new LocalRegistry(certificate.serving())) {
      int id = registry.add("any", AvroSchema.HEARTBEAT);
      registry.requireAuthorization("Basic dXNlcjpzZWNyZXQ=");
      String login = "basic.auth.user.info=user:secret\n";
      assertThat(source(registry.address(), certificate, login).schema(id))
          .isEqualTo(AvroSchema.HEARTBEAT);
      assertFailsAtOnce(source(registry.address(), certificate, ""))
          .hasMessageContaining("expects a login (HTTP 401)");
      assertFailsAtOnce(source(registry.address(), certificate, login.replace("secret", "sec")))
          .hasMessageContaining("the user user with this password (HTTP 401)")
          .hasMessageContaining("registry.properties (--registry-config)");
      assertFailsAtOnce(source(registry.address(), certificate, "bearer.auth.token=secret\n"))
          .hasMessageContaining("does not accept the token (HTTP 401)")
          .hasMessageNotContaining("secret");
    }
  }

  @Test
  void aCertificateThatIsNotTrustedIsAnErrorAtOnce() throws Exception {
    assertUntrusted(TestCertificate.selfSigned(folder, "ip:127.0.0.1"), null)
        .hasMessageContaining("from an issuer that is not trusted")
        .hasMessageContaining("registry.properties (--registry-config)");
  }

  @Test
  void aCertificateOfAnotherHostIsAnErrorAtOnce() throws Exception {
    TestCertificate other = TestCertificate.selfSigned(folder, "dns:elsewhere");
    assertUntrusted(other, other)
        .hasMessageContaining("its certificate is not for the name 127.0.0.1");
  }

  @Test
  void anExpiredCertificateIsAnErrorAtOnce() throws Exception {
    TestCertificate expired =
        TestCertificate.selfSigned(folder, "ip:127.0.0.1", "-startdate", "-2d", "-validity", "1");
    assertUntrusted(expired, expired).hasMessageContaining("its certificate has expired");
  }

  @Test
  void theWrongSchemeIsAnErrorAtOnce() throws Exception {
    TestCertificate certificate = TestCertificate.selfSigned(folder, "ip:127.0.0.1");
    try (LocalRegistry registry = new LocalRegistry(certificate.serving())) {
      String plain = registry.address().replace("https:", "http:");
      assertFailsAtOnce(source(plain, certificate, ""))
          .hasMessageEndingWith("TLS is spoken there; write https:// in --registry");
    }
  }
}
