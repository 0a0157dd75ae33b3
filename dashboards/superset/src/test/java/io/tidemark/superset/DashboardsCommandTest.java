package io.tidemark.superset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UsageError;
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
