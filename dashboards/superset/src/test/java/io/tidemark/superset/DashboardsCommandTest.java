package io.tidemark.superset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UsageError;
import io.tidemark.http.HttpLogin;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DashboardsCommandTest {
  @TempDir Path folder;

  @Test
  void theAddressOfDruidHasAUserButNoPassword() {
    assertThat(DashboardsCommand.uri(URI.create("http://127.0.0.1:8888"), null))
        .isEqualTo(DashboardAssets.DRUID);
    assertThat(DashboardsCommand.uri(URI.create("https://druid.example"), "reader"))
        .isEqualTo("druid+https://reader@druid.example:443/druid/v2/sql/");
    assertThat(DashboardsCommand.uri(URI.create("https://druid.example"), "a reader@home"))
        .startsWith("druid+https://a%20reader%40home@druid.example:443/");
  }

  @Test
  void thePasswordIsInTheEnvironmentOfSupersetAlone() throws IOException {
    SupersetInstallation installation = new SupersetInstallation(folder);
    SupersetLogin given = SupersetLogin.of(login("reader", "swordfish", "PEM"));
    assertThat(given.environment(installation))
        .containsEntry("DRUID_PASSWORD", "swordfish")
        .containsEntry("DRUID_CERTIFICATES", folder.resolve("druid.pem").toString());
    assertThat(folder.resolve("druid.pem")).hasContent("PEM");
    SupersetLogin none = SupersetLogin.of(HttpLogin.none("--druid-config"));
    assertThat(none.environment(installation)).isEmpty();
  }

  @Test
  void aTokenIsWrongUsage() {
    HttpLogin token = login(null, "swordfish", null);
    assertThatThrownBy(() -> SupersetLogin.of(token))
        .isInstanceOf(UsageError.class)
        .hasMessageContaining("expected basic.auth.user.info")
        .hasMessageNotContaining("swordfish");
  }

  private static HttpLogin login(String user, String secret, String certificates) {
    return new HttpLogin("--druid-config", "druid.properties", user, secret, certificates);
  }

  @Test
  void aPythonThatIsNamedAndDoesNotFitIsWrongUsage() {
    assertThatThrownBy(() -> SupersetPython.find(Path.of("/bin/true"), null, folder))
        .isInstanceOf(UsageError.class)
        .hasMessageContaining("--superset-python: expected a Python 3.11 or 3.12")
        .hasMessageContaining("/bin/true");
  }

  @Test
  void aSecretIsMadeOnceAndIsTheOwnersAlone() throws IOException {
    SupersetInstallation installation = new SupersetInstallation(folder);
    String secret = installation.secret("key");
    assertThat(secret).hasSize(32).isEqualTo(installation.secret("key"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("key"))))
        .isEqualTo("rw-------");
  }

  @Test
  void anInstallationIsCompleteWithThePinsOfThisVersionOnly() throws IOException {
    SupersetInstallation installation = new SupersetInstallation(folder);
    assertThat(installation.isComplete()).isFalse();
    Files.createDirectories(folder.resolve("venv"));
    Files.writeString(folder.resolve("venv/complete"), "apache_superset==6.0.0\n");
    assertThat(installation.isComplete()).isFalse();
    Files.writeString(
        folder.resolve("venv/complete"), SupersetInstallation.resource("constraints.txt"));
    assertThat(installation.isComplete()).isTrue();
  }
}
