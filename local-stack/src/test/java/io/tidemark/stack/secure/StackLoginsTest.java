package io.tidemark.stack.secure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackLoginsTest {
  @TempDir static Path folder;

  private static StackLogins logins;

  private final List<String> said = new ArrayList<>();

  @BeforeAll
  static void make() {
    logins = StackLogins.in(folder.resolve("secure"), line -> {});
  }

  @Test
  void everyLoginHasAPasswordOfItsOwn() {
    assertThat(logins.secrets()).hasSize(13).allMatch(secret -> secret.matches("[\\w-]{32}"));
    assertThat(new HashSet<>(logins.secrets())).hasSameSizeAs(logins.secrets());
  }

  @Test
  void theNextStartFindsTheSame() {
    List<String> before = logins.secrets();
    assertThat(StackLogins.in(logins.folder(), said::add).secrets()).isEqualTo(before);
    assertThat(said).isEmpty();
  }

  @Test
  void aStartAfterTheCertificateHasExpiredMakesNewOnes() {
    Path own = folder.resolve("expired");
    List<String> before = StackLogins.in(own, line -> {}).secrets();
    Instant nextYear = Instant.now().plus(Duration.ofDays(365));
    assertThat(StackLogins.in(own, nextYear, said::add).secrets())
        .doesNotContainAnyElementsOf(before);
    assertThat(said).containsExactly("new passwords and a new certificate are in " + own);
  }

  @Test
  void aFolderThatLacksAPasswordIsMadeAnew() throws IOException {
    Path own = folder.resolve("damaged");
    StackLogins made = StackLogins.in(own, line -> {});
    Path passwords = own.resolve("passwords.properties");
    Files.writeString(passwords, Files.readString(passwords).replaceFirst("druid.audit=.*", ""));
    StackLogins.in(own, said::add);
    assertThat(said).hasSize(1);
    assertThat(made.inDruid(StackRole.AUDIT)).isNotBlank();
  }

  @Test
  void aFolderThatHasMovedNamesItsCertificateWhereItIs() throws IOException {
    Path before = folder.resolve("before");
    StackLogins.in(before, line -> {});
    Path moved = Files.move(before, folder.resolve("moved"));
    StackLogins found = StackLogins.in(moved, said::add);
    assertThat(said).isEmpty();
    assertThat(Files.readString(found.druidConfig(StackRole.AUDIT)))
        .contains("ssl.truststore.location=" + moved.resolve("ca.pem"));
  }

  @Test
  void theFilesOfARoleHaveItsLoginAlone() throws IOException {
    List<String> others = new ArrayList<>(logins.secrets());
    others.remove(logins.inKafka(StackRole.AUDIT));
    assertThat(Files.readString(logins.kafkaProperties(StackRole.AUDIT)))
        .contains("username\\=\"audit\" password\\=\"" + logins.inKafka(StackRole.AUDIT))
        .doesNotContain(others);
    assertThat(Files.readString(logins.kafkaProperties(StackRole.DRUID)))
        .contains("druid.dynamic.config.provider")
        .doesNotContain(logins.secrets());
  }

  @Test
  void onlyTheOwnerMayReadThem() throws IOException {
    assertThat(mode(logins.folder())).isEqualTo("rwx------");
    try (Stream<Path> files = Files.list(logins.folder())) {
      assertThat(files)
          .hasSize(13)
          .allSatisfy(file -> assertThat(mode(file)).isEqualTo("rw-------"));
    }
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void theCertificateIsForThisMachineAndItsAuthorityCanSignNoOther() throws Exception {
    ServerCertificate made = logins.certificate();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(made.keyStore())) {
      store.load(in, made.password().toCharArray());
    }
    assertThat(Collections.list(store.aliases())).containsExactly("server");
    X509Certificate server = (X509Certificate) store.getCertificate("server");
    assertThat(server.getSubjectAlternativeNames().stream().map(name -> (Object) name.get(1)))
        .containsExactlyInAnyOrder("127.0.0.1", "localhost");
    try (InputStream in = Files.newInputStream(made.trusted())) {
      Certificate authority = CertificateFactory.getInstance("X.509").generateCertificate(in);
      server.verify(authority.getPublicKey());
    }
  }

  @Test
  void theLinesForTheUserHaveNoPassword() {
    assertThat(String.join("\n", logins.lines()))
        .contains("generate, close-windows, gateway: --kafka-properties ")
        .contains("--druid-kafka-properties " + logins.kafkaProperties(StackRole.DRUID))
        .doesNotContain(logins.secrets());
  }
}
