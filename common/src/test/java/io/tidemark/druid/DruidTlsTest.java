package io.tidemark.druid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UserError;
import io.tidemark.http.TestCertificate;
import io.tidemark.retry.RetryableException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DruidTlsTest {
  private static final String[] EXPIRED = {"-startdate", "-2d", "-validity", "1"};
  private static final String[] EARLY = {"-startdate", "+2d", "-validity", "1"};

  @TempDir static Path folder;
  private static TestCertificate valid;

  @BeforeAll
  static void makeCertificate() throws Exception {
    valid = TestCertificate.selfSigned(folder, "ip:127.0.0.1");
  }

  private DruidClient client(FakeDruid druid, TestCertificate trusted) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("druid.properties"),
            "ssl.truststore.location=" + trusted.pem(folder) + "\n");
    return new DruidOption(druid.address().toString(), file).client();
  }

  private AbstractThrowableAssert<?, ?> assertUntrusted(
      TestCertificate serving, TestCertificate trusted) throws Exception {
    try (FakeDruid druid = new FakeDruid(serving.serving())) {
      druid.on("GET /status", 200, "{}");
      DruidClient client = client(druid, trusted);
      return assertThatThrownBy(() -> client.get("/status"))
          .isInstanceOf(UserError.class)
          .isNotInstanceOf(RetryableException.class)
          .hasMessageStartingWith("no connection to Druid at " + druid.address() + ": ")
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void theCertificatesOfTheFileAreTrusted() throws Exception {
    try (FakeDruid druid = new FakeDruid(valid.serving())) {
      druid.on("GET /status", 200, "{}");
      assertThat(client(druid, valid).get("/status").status()).isEqualTo(200);
    }
  }

  @Test
  void anExpiredCertificateIsNamed() throws Exception {
    TestCertificate own = TestCertificate.selfSigned(folder, "ip:127.0.0.1", EXPIRED);
    assertUntrusted(own, own).hasMessageContaining("its certificate has expired (NotAfter: ");
    TestCertificate signed = TestCertificate.ofAuthority(folder, "ip:127.0.0.1", EXPIRED);
    assertUntrusted(signed, signed).hasMessageContaining("its certificate has expired (NotAfter: ");
  }

  @Test
  void aCertificateOfTheFutureIsNamed() throws Exception {
    TestCertificate early = TestCertificate.selfSigned(folder, "ip:127.0.0.1", EARLY);
    assertUntrusted(early, early)
        .hasMessageContaining("its certificate is not valid yet (NotBefore: ");
  }

  @Test
  void aCertificateForAnotherHostIsNamed() throws Exception {
    TestCertificate other = TestCertificate.selfSigned(folder, "dns:elsewhere");
    assertUntrusted(other, other)
        .hasMessageContaining("its certificate is not for the name 127.0.0.1 (No subject");
  }

  @Test
  void anIssuerThatIsNotTrustedIsNamed() throws Exception {
    assertUntrusted(valid, TestCertificate.selfSigned(folder, "ip:127.0.0.1"))
        .hasMessageContaining("from an issuer that is not trusted")
        .hasMessageContaining("ssl.truststore.location in " + folder + "/druid.properties");
    try (FakeDruid druid = new FakeDruid(valid.serving())) {
      assertThatThrownBy(() -> druid.client().get("/status"))
          .isNotInstanceOf(RetryableException.class)
          .hasMessageContaining("from an issuer that is not trusted");
    }
  }

  @Test
  void tlsThatIsAskedWithoutItIsNamed() throws Exception {
    try (FakeDruid druid = new FakeDruid(valid.serving())) {
      DruidClient client =
          new DruidOption(druid.address().toString().replace("https:", "http:")).client();
      assertThatThrownBy(() -> client.get("/status"))
          .isInstanceOf(UserError.class)
          .isNotInstanceOf(RetryableException.class)
          .hasMessageEndingWith("TLS is spoken there; write https:// in --druid");
    }
  }

  @Test
  void aServerWithoutTlsIsNamed() throws Exception {
    try (PlainServer plain = new PlainServer()) {
      DruidClient client = new DruidOption("https://127.0.0.1:" + plain.port()).client();
      assertThatThrownBy(() -> client.get("/status"))
          .isInstanceOf(UserError.class)
          .isNotInstanceOf(RetryableException.class)
          .hasMessageContaining("no TLS is spoken there; write http://");
    }
  }
}
