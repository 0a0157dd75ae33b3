package io.tidemark.druid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UserError;
import io.tidemark.http.TestCertificate;
import io.tidemark.retry.RetryableException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A Druid with a login, behind TLS. */
class DruidLoginTest {
  private static final String READER = "Basic cmVhZGVyOnN3b3JkZmlzaA==";
  private static final String SQL = "POST /druid/v2/sql";

  @TempDir static Path folder;
  private static TestCertificate certificate;

  private FakeDruid druid;

  @BeforeAll
  static void makeCertificate() throws Exception {
    certificate = TestCertificate.selfSigned(folder, "ip:127.0.0.1");
  }

  @BeforeEach
  void start() throws Exception {
    druid = new FakeDruid(certificate.serving());
    druid.on("GET /status", 200, "{}").on(SQL, 200, "[[1]]");
    druid.requireAuthorization(READER);
  }

  @AfterEach
  void stop() {
    druid.close();
  }

  private DruidOption option(String login) throws Exception {
    Path file =
        Files.writeString(
            Files.createTempFile(folder, "druid", ".properties"),
            login + "\nssl.truststore.location=" + certificate.pem(folder) + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return new DruidOption(druid.address().toString(), file);
  }

  private static AbstractThrowableAssert<?, ?> assertRefused(ThrowingCallable request) {
    return assertThatThrownBy(request)
        .isInstanceOf(UserError.class)
        .isNotInstanceOf(RetryableException.class)
        .hasMessageNotContaining("\n")
        .satisfies(
            error -> {
              StringWriter trace = new StringWriter();
              error.printStackTrace(new PrintWriter(trace));
              assertThat(trace.toString()).doesNotContain("swordfish", "3b3JkZmlz");
            });
  }

  @Test
  void theRightLoginIsSentWithEveryRequest() throws Exception {
    DruidClient client = option("basic.auth.user.info=reader:swordfish").client();
    assertThat(client.get("/status").status()).isEqualTo(200);
    assertThat(client.rows("SELECT 1")).isPresent();
    assertThat(client.numbers("SELECT 1")).isPresent();
    druid.requireAuthorization("Bearer swordfish");
    assertThat(option("bearer.auth.token=swordfish").client().get("/status").status())
        .isEqualTo(200);
  }

  @Test
  void aWrongPasswordNamesUserAndFile() throws Exception {
    DruidClient client = option("basic.auth.user.info=reader:3swordfish").client();
    for (ThrowingCallable request :
        List.<ThrowingCallable>of(
            () -> client.get("/status").body(),
            () -> client.rows("SELECT 1"),
            () -> client.numbers("SELECT 1"),
            () -> client.lines("SELECT 1", line -> {}))) {
      assertRefused(request)
          .hasMessageStartingWith("Druid at " + druid.address())
          .hasMessageContaining("the user reader with this password (HTTP 401)")
          .hasMessageContaining(".properties (--druid-config)");
    }
  }

  @Test
  void withoutAFileTheLoginIsThatOfTheEnvironment() throws Exception {
    Map<String, String> both = Map.of("DRUID_USER", "reader", "DRUID_PASSWORD", "swordfish");
    assertThat(new DruidOption("http://127.0.0.1:1").login(both).authorization()).isEqualTo(READER);
    assertThat(option("bearer.auth.token=other").login(both).user()).isNull();
    Map<String, String> empty = Map.of("DRUID_USER", "", "DRUID_PASSWORD", "");
    assertThat(new DruidOption("http://127.0.0.1:1").login(empty).isGiven()).isFalse();
    for (String one : both.keySet()) {
      assertThatThrownBy(
              () -> new DruidOption("http://127.0.0.1:1").login(Map.of(one, "swordfish")))
          .hasMessage(
              "expected both DRUID_USER and DRUID_PASSWORD in the environment, found one of them");
    }
    assertThat(new DruidOption("http://127.0.0.1:1").login(both).refused("Druid"))
        .isEqualTo(
            "Druid does not accept the user reader with this password (HTTP 401); correct"
                + " DRUID_USER and DRUID_PASSWORD (environment)");
  }

  @Test
  void aWrongTokenNamesTheFile() throws Exception {
    DruidClient client = option("bearer.auth.token=swordfish").client();
    assertRefused(() -> client.get("/status").body())
        .hasMessageContaining("does not accept the token (HTTP 401)")
        .hasMessageContaining(".properties (--druid-config)");
  }

  @Test
  void withoutALoginTheMessageSaysWhereToWriteIt() throws Exception {
    DruidClient client = option("").client();
    assertRefused(() -> client.get("/status").body())
        .hasMessageContaining("expects a login (HTTP 401); write basic.auth.user.info")
        .hasMessageContaining(".properties (--druid-config)");
    try (FakeDruid plain = new FakeDruid()) {
      plain.requireAuthorization(READER);
      assertRefused(() -> plain.client().get("/status").body())
          .hasMessageEndingWith("into a file, and name it with --druid-config");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET | /status | | read the state of the services | STATE READ
          GET | /druid/indexer/v1/workers | | read the state of the services | STATE READ
          GET | /druid/indexer/v1/supervisor/doors/status | | read the datasource doors | DATASOURCE READ on doors
          POST | /druid/indexer/v1/supervisor/doors/reset | | write the datasource doors | DATASOURCE WRITE on doors
          POST | /druid/indexer/v1/supervisor?a=true | {"spec":{"dataSchema":{"dataSource":"doors"}}} | write the datasource doors | DATASOURCE WRITE on doors
          POST | /druid/indexer/v1/task | {"spec":{"dataSchema":{"dataSource":"doors"}}} | write the datasource doors | DATASOURCE WRITE on doors
          GET | /druid/indexer/v1/task/a/status | | read the datasource of the task a | DATASOURCE READ
          GET | /druid/indexer/v1/tasks?state=complete&datasource=doors | | read the datasource doors | DATASOURCE READ on doors
          DELETE | /druid/indexer/v1/datasources/doors | | write the datasource doors | DATASOURCE WRITE on doors
          POST | /druid/coordinator/v1/metadata/datasources/doors/segments?full | [] | write the datasource doors | DATASOURCE WRITE on doors
          POST | /druid/v2/sql | {"query":"SELECT COUNT(*) FROM \\"doors\\""} | read the datasource doors | DATASOURCE READ on doors
          POST | /druid/v2/sql | {"query":"SELECT 1"} | read what the query names | DATASOURCE READ
          """)
  void aRightThatLacksIsNamed(String method, String path, String body, String what, String right)
      throws IOException {
    try (FakeDruid plain = new FakeDruid()) {
      plain.onAny(method, 403, "{\"error\":\"Unauthorized\"}");
      DruidClient client = plain.client();
      DruidAnswer answer =
          switch (method) {
            case "GET" -> client.get(path);
            case "DELETE" -> client.delete(path);
            default -> client.post(path, body == null ? "" : body);
          };
      assertRefused(answer::body)
          .isInstanceOf(DruidForbidden.class)
          .hasMessage(
              "a client without a login may not "
                  + what
                  + " in Druid at "
                  + plain.address()
                  + " (HTTP 403); write a login with "
                  + right
                  + " into a file, and name it with --druid-config");
    }
  }

  @Test
  void aQueryThatIsForbiddenNamesTheUser() throws Exception {
    druid.only(SQL, 403, "{}");
    DruidClient client = option("basic.auth.user.info=reader:swordfish").client();
    assertRefused(() -> client.numbers("SELECT 1 FROM \"doors\""))
        .isInstanceOf(DruidForbidden.class)
        .hasMessageStartingWith("the user reader may not read the datasource doors in Druid at ")
        .hasMessageContaining("grant it DATASOURCE READ on doors, or use another login in ");
  }

  @Test
  void theOptionsOfAnotherCommandHaveTheFileAndNoSecret() throws Exception {
    assertThat(new DruidOption("http://127.0.0.1:8888").arguments()).isEmpty();
    DruidOption option = option("basic.auth.user.info=reader:swordfish");
    assertThat(option.arguments())
        .containsExactly(
            "--druid", druid.address().toString(), "--druid-config", option.config.toString());
    assertThat(new DruidEndpoint(druid.address(), option.login()).toString() + option.login())
        .doesNotContain("swordfish");
  }
}
