package io.tidemark.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UsageError;
import io.tidemark.gateway.http.PemFiles;
import io.tidemark.testing.Definitions;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayTlsTest {
  private static final Path CERTIFICATE = Path.of("src/test/resources/certificate.pem");
  private static final Path KEY = Path.of("src/test/resources/key.pem");

  @TempDir Path folder;

  @Test
  void readingsComeThroughTlsWithACertificateInPem() throws Exception {
    PemFiles files = new PemFiles(CERTIFICATE, KEY);
    try (TestGateway gateway = new TestGateway.Setup().tls(files).open(Definitions.sample())) {
      HttpResponse<String> answer =
          trusting(files.load())
              .send(
                  gateway.json("{\"time\":1,\"entity\":7}").build(),
                  HttpResponse.BodyHandlers.ofString());

      assertThat(gateway.gateway.address()).startsWith("https://");
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("refusals");
    }
  }

  private static HttpClient trusting(KeyStore store) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("gateway", store.getCertificate("gateway"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).build();
  }

  @Test
  void aFileOfAnotherKindIsRefusedWithTheWayOut() throws Exception {
    Path old = Files.writeString(folder.resolve("old.pem"), "-----BEGIN RSA PRIVATE KEY-----");

    assertThatThrownBy(() -> new PemFiles(CERTIFICATE, old).load())
        .isInstanceOf(UsageError.class)
        .hasMessageContaining("openssl pkcs8");
    assertThatThrownBy(() -> new PemFiles(old, KEY).load())
        .isInstanceOf(UsageError.class)
        .hasMessageStartingWith("--tls-certificate");
    assertThatThrownBy(() -> new PemFiles(CERTIFICATE, folder.resolve("none")).load())
        .isInstanceOf(UsageError.class)
        .hasMessageStartingWith("--tls-key");
  }
}
