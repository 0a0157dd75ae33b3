package io.tidemark.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UsageError;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoginFileTest {
  private static final String HERE = "http://127.0.0.1:8888";

  @TempDir Path folder;
  private final List<String> warnings = new ArrayList<>();

  private Path file(String text, String mode) throws IOException {
    Path file = Files.writeString(folder.resolve("druid.properties"), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private HttpLogin read(String text, String mode, String server) throws IOException {
    return new LoginFile("--druid-config", file(text, mode), "long.")
        .read(URI.create(server), warnings::add);
  }

  private HttpLogin read(String text) throws IOException {
    return read(text, "rw-------", HERE);
  }

  @Test
  void aUserAndATokenBecomeTheHeaderOfTheirScheme() throws IOException {
    assertThat(read("basic.auth.user.info=reader:a:b\u00e9").authorization())
        .isEqualTo("Basic cmVhZGVyOmE6YsOp");
    assertThat(read("long.bearer.auth.token= abc \n").authorization()).isEqualTo("Bearer abc");
    assertThat(read("").authorization()).isNull();
    assertThat(new LoginFile("--druid-config", null, "").read(URI.create(HERE), warnings::add))
        .isEqualTo(HttpLogin.none("--druid-config"));
    assertThat(warnings).isEmpty();
  }

  @Test
  void aLoginIsWrittenWithoutItsSecret() throws IOException {
    assertThat(read("basic.auth.user.info=reader:swordfish"))
        .asString()
        .contains("reader", "druid.properties")
        .doesNotContain("swordfish", "c3dvcmRmaXNo");
    assertThat(read("bearer.auth.token=swordfish")).asString().doesNotContain("swordfish");
  }

  @Test
  void aSecretThatOthersMayReadIsNamed() throws IOException {
    read("basic.auth.user.info=a:b", "rw-r-----", HERE);
    read("bearer.auth.token=b", "rw----r--", HERE);
    assertThat(warnings)
        .hasSize(2)
        .allSatisfy(
            line -> assertThat(line).contains("chmod 600 " + folder.resolve("druid.properties")));
    warnings.clear();
    read("# no login", "rw-r--r--", HERE);
    assertThat(warnings).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.2:8888, false",
    "http://localhost:8888, false",
    "http://[::1]:8888, false",
    "https://druid.example, false",
    "http://druid.example, true",
    "http://localhost.example, true",
    "http://10.0.0.1, true"
  })
  void aSecretThatGoesToAnotherMachineWithoutTlsIsNamed(String server, boolean warned)
      throws IOException {
    read("basic.auth.user.info=a:secret", "rw-------", server);
    if (warned) {
      assertThat(warnings)
          .singleElement()
          .asString()
          .contains(server, "use https")
          .doesNotContain("a:secret");
    } else {
      assertThat(warnings).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "basic.auth.user.info=swordfish",
        "basic.auth.user.info=:swordfish",
        "basic.auth.user.info=a:swordfish\nbearer.auth.token=swordfish",
        "bearer.auth.token=sword fish",
        "ssl.truststore.location=/nowhere/ca.pem",
        "basic.auth.user.info=a:swordfish\\u00"
      })
  void aWrongSettingIsNamedWithoutItsValue(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(UsageError.class)
        .hasMessageStartingWith("--druid-config: ")
        .hasMessageNotContainingAny("swordfish", "sword fish", "\n");
  }

  @Test
  void aTrustStoreMustBePem() throws IOException {
    Path other = Files.writeString(folder.resolve("ca.jks"), "binary");
    assertThatThrownBy(() -> read("ssl.truststore.location=" + other))
        .isInstanceOf(UsageError.class)
        .hasMessageContaining("certificates in PEM");
  }

  @Test
  void anAddressHasNoLogin() {
    assertThatThrownBy(() -> HttpAddress.of("--druid", "http://a:secret@host", "an address"))
        .isInstanceOf(UsageError.class)
        .hasMessage(
            "--druid: expected an address; a login belongs into the file of --druid-config");
    assertThatThrownBy(() -> HttpAddress.of("--druid", "ftp://host", "an address"))
        .hasMessage("--druid: expected an address, found 'ftp://host'");
    assertThat(HttpAddress.of("--druid", " https://host/a// ", "an address"))
        .hasToString("https://host/a");
  }
}
