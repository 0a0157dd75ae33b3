package io.tidemark.command;

import static io.tidemark.stack.secure.StackRole.ATTACH;
import static io.tidemark.stack.secure.StackRole.AUDIT;
import static io.tidemark.stack.secure.StackRole.DASHBOARDS;
import static io.tidemark.stack.secure.StackRole.GENERATOR;
import static io.tidemark.stack.secure.StackRole.JOB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.cli.KafkaOptions;
import io.tidemark.druid.DruidOption;
import io.tidemark.druid.DruidReader;
import io.tidemark.process.SparkJob;
import io.tidemark.stack.secure.PrivateFile;
import io.tidemark.stack.secure.Right;
import io.tidemark.stack.secure.StackRole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stack with logins and TLS, after a demo with the logins of its roles. */
class SecuredStackIT {
  private static final String SECURITY = "/proxy/coordinator/druid-ext/basic-security/";
  private static final int SENT = 30_000;
  private static final String STREAM = "../streams/sensor-data.yaml";
  private static final Set<String> SAYS_NOTHING_TO_KAFKA = Set.of("query");
  private static final Set<String> SAYS_NOTHING_TO_DRUID = Set.of("generate", "tail");
  private static final String[] QUERY = {
    "query", "--on", "druid", "SELECT COUNT(*) AS \"rows\" FROM \"sensor-data-raw\""
  };

  @TempDir static Path folder;

  private static SecuredDemo demo;

  @BeforeAll
  static void runTheDemo() throws Exception {
    SharedStack.useThisProject();
    demo = SecuredDemo.run(folder);
  }

  @AfterAll
  static void stop() throws IOException {
    if (demo != null) {
      demo.close();
    }
  }

  @Test
  void theDemoBalances() throws IOException {
    JsonNode audit = demo.audit();
    assertThat(audit.path("sent").longValue()).isEqualTo(SENT);
    assertThat(audit.path("dead").longValue()).isPositive();
  }

  @Test
  void theReaderMayReadWhatIsThere() {
    String ledgers = demo.folder().resolve(".tidemark/ledgers").toString();
    String earliest = "1970-01-01T00:00:00Z";
    String audits = demo.folder().resolve(".tidemark/audits").toString();
    String[] audit = {
      "audit", "--ledgers", ledgers, "--audits", audits, "--earliest", earliest,
    };
    assertThat(as(STREAM, AUDIT, AUDIT, audit)).satisfies(worked("The audit holds"));
    assertThat(tail(AUDIT)).satisfies(worked("entity"));
    assertThat(as(STREAM, null, AUDIT, QUERY)).satisfies(worked("rows"));
    assertThat(as(STREAM, AUDIT, AUDIT, "doctor").printed())
        .contains("fine")
        .doesNotContain("HTTP 40");
  }

  /** Attach creates topics, which nobody else may, so this is about a stream of its own. */
  @Test
  void anotherStreamComesAndGoesByTheRolesThatMay() throws IOException {
    String other = folder.resolve("other.yaml").toString();
    String text = Files.readString(Path.of(STREAM));
    Files.writeString(Path.of(other), text.replace("sensor-data", "other"));
    assertThat(attach(other, AUDIT, ATTACH))
        .satisfies(refused("lacks the right to create the topic other-definitions"));
    assertThat(attach(other, ATTACH, ATTACH)).satisfies(worked("other-raw: healthy"));
    assertThat(send(other, AUDIT).said()).contains("lacks the right to write it");
    assertThat(send(other, GENERATOR)).satisfies(worked("0 failed"));
    assertThat(aggregate(other, kafka(AUDIT)))
        .satisfies(refused("tidemark-other-aggregated-writer", "authorization failure"));
    assertThat(aggregate(other, kafka(JOB)).exitCode()).isZero();
    assertThat(as(other, null, DASHBOARDS, "detach"))
        .satisfies(refused("the user dashboards may not", "HTTP 403"));
    String consumers = kafka(StackRole.DRUID).toString();
    String[] detach = {"detach", "--drop", "--druid-kafka-properties", consumers};
    assertThat(as(other, ATTACH, ATTACH, detach)).satisfies(worked("are gone from Druid"));
  }

  @Test
  void whoAttachesMayBackfillTooAndTheReaderMayNotAttach() {
    assertThat(attach(STREAM, ATTACH, ATTACH)).satisfies(worked("unchanged"));
    assertThat(as(STREAM, ATTACH, ATTACH, "backfill", "--all", "--dry-run"))
        .satisfies(worked("window"));
    assertThat(attach(STREAM, ATTACH, AUDIT))
        .satisfies(refused("the user audit may not write", "DATASOURCE WRITE", "HTTP 403"));
  }

  @Test
  void withoutALoginForKafkaEveryCommandIsRefusedInOneLine() throws IOException {
    for (SecuredDemo.Outcome outcome :
        List.of(
            attach(STREAM, null, ATTACH),
            as(STREAM, null, AUDIT, "audit"),
            as(STREAM, null, ATTACH, "backfill", "--all", "--dry-run"),
            tail(null),
            send(STREAM, null))) {
      assertThat(outcome).satisfies(refused("without TLS and login", "--kafka-properties"));
    }
    assertThat(as(STREAM, null, AUDIT, "doctor").printed()).contains("without TLS and login");
    assertThat(aggregate(STREAM, null))
        .satisfies(refused("without TLS and login", "--kafka-properties"));
  }

  @Test
  void withoutALoginForDruidEveryCommandIsRefusedInOneLine() throws IOException {
    Path trust = folder.resolve("trust.properties");
    Files.writeString(trust, "ssl.truststore.location=" + demo.logins().trusted());
    String login = "expects a login (HTTP 401)";
    assertThat(with(STREAM, kafka(ATTACH), trust, "attach")).satisfies(refused(login));
    // it computes first, so it takes long
    assertThat(with(STREAM, kafka(ATTACH), trust, "backfill", "--all", "--dry-run"))
        .satisfies(refused(login));
    for (Path config : new Path[] {null, trust}) {
      String reason = config == null ? "--druid-config" : login;
      for (SecuredDemo.Outcome outcome :
          List.of(
              with(STREAM, null, config, "detach"),
              with(STREAM, kafka(AUDIT), config, "audit"),
              with(STREAM, null, config, QUERY))) {
        assertThat(outcome).satisfies(refused(reason));
      }
      assertThat(with(STREAM, kafka(AUDIT), config, "doctor").printed()).contains(reason);
    }
  }

  @Test
  void aWrongPasswordIsOneLine() throws IOException {
    Path kafka = folder.resolve("wrong-kafka.properties");
    String right = Files.readString(demo.logins().kafkaProperties(AUDIT));
    PrivateFile.write(kafka, right.replaceFirst("password\\\\=\"[^\"]+", "password=\"wrong"));
    Path druid = folder.resolve("wrong-druid.properties");
    PrivateFile.write(
        druid,
        "basic.auth.user.info=audit:wrong\nssl.truststore.location=" + demo.logins().trusted());
    for (String command : List.of("audit", "tail", "attach")) {
      assertThat(with(STREAM, kafka, config(AUDIT), command))
          .satisfies(refused("does not accept the login", "--kafka-properties"));
    }
    for (String[] command : new String[][] {{"audit"}, QUERY, {"detach"}}) {
      assertThat(with(STREAM, kafka(AUDIT), druid, command))
          .satisfies(refused("does not accept the user audit", druid.toString()));
    }
  }

  @Test
  void noSecretIsInAnArgumentInALogOrInTheDataOfTheStack() throws IOException {
    List<String> secrets = demo.logins().secrets();
    assertThat(secrets).hasSizeGreaterThan(8).allMatch(secret -> secret.length() == 32);
    assertThat(demo.arguments()).hasSizeGreaterThan(10);
    assertThat(demo.arguments()).anyMatch(line -> line.contains("keytool"));
    List<Path> files = new ArrayList<>(demo.files("logs"));
    files.addAll(demo.files("data"));
    assertThat(files).hasSizeGreaterThan(50);
    for (String secret : secrets) {
      assertThat(demo.arguments()).noneMatch(line -> line.contains(secret));
      assertThat(demo.output()).doesNotContain(secret);
      assertThat(files).noneMatch(file -> contains(file, secret));
    }
    assertThat(demo.files("logs")).noneMatch(file -> contains(file, "storedKey"));
  }

  private static boolean contains(Path file, String secret) {
    try {
      // each byte is a character
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(secret);
    } catch (IOException gone) {
      return false;
    }
  }

  @Test
  void onlyTheOwnerCanReadTheSecrets() throws IOException {
    Path secure = demo.logins().folder();
    assertThat(mode(secure)).isEqualTo("rwx------");
    assertThat(demo.files("secure"))
        .hasSizeGreaterThan(10)
        .allMatch(file -> mode(file).equals("rw-------"));
    assertThat(mode(secure.resolveSibling("conf").resolve("kafka.properties")))
        .isEqualTo("rw-------");
    assertThat(demo.files("conf")).noneMatch(file -> file.toString().contains("format"));
  }

  private static String mode(Path file) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theTableOfRolesIsWhatKafkaAndDruidHave() throws Exception {
    RoleTable table = RoleTable.read();
    assertThat(table.rows().stream().map(RoleTable.Row::role))
        .containsExactlyElementsOf(Stream.of(StackRole.values()).map(StackRole::user).toList());
    assertThat(inKafka()).isEqualTo(table.kafka());
    Map<String, Set<Right>> inDruid = inDruid();
    assertThat(inDruid.keySet()).contains("admin");
    inDruid.keySet().removeAll(List.of("admin", "druid_system"));
    assertThat(inDruid).isEqualTo(table.druid());
  }

  private static Map<String, Set<Right>> inKafka() throws Exception {
    Properties administrator =
        new KafkaOptions(demo.state().kafka(), kafka(StackRole.ADMIN)).properties();
    Map<String, Set<Right>> found = new TreeMap<>();
    try (Admin admin = Admin.create(administrator)) {
      for (AclBinding one : admin.describeAcls(AclBindingFilter.ANY).values().get()) {
        String user = one.entry().principal().replaceFirst("^User:", "");
        found
            .computeIfAbsent(user, name -> new TreeSet<>())
            .add(
                new Right(
                    one.pattern().resourceType().name(),
                    one.pattern().name(),
                    one.entry().operation().name()));
      }
    }
    return found;
  }

  /** The rights of every user by way of its roles. */
  private static Map<String, Set<Right>> inDruid() {
    DruidReader admin = druid(StackRole.ADMIN).reader();
    String users = SECURITY + "authorization/db/basic/users";
    Map<String, Set<Right>> found = new TreeMap<>();
    for (JsonNode user : admin.get(users).json()) {
      JsonNode full = admin.get(users + "/" + user.textValue() + "?full").json();
      Set<Right> rights = found.computeIfAbsent(user.textValue(), name -> new TreeSet<>());
      for (JsonNode role : full.path("roles")) {
        for (JsonNode permission : role.path("permissions")) {
          JsonNode granted = permission.path("resourceAction");
          rights.add(
              new Right(
                  granted.at("/resource/type").textValue(),
                  granted.at("/resource/name").textValue(),
                  granted.path("action").textValue()));
        }
      }
    }
    return found;
  }

  private static DruidOption druid(StackRole role) {
    return new DruidOption(demo.state().druid(), config(role));
  }

  /** The file of a role; null for no login. */
  private static Path kafka(StackRole role) {
    return role == null ? null : demo.logins().kafkaProperties(role);
  }

  private static Path config(StackRole role) {
    return role == null ? null : demo.logins().druidConfig(role);
  }

  private static SecuredDemo.Outcome attach(String stream, StackRole inKafka, StackRole inDruid) {
    String consumers = kafka(StackRole.DRUID).toString();
    return as(stream, inKafka, inDruid, "attach", "--druid-kafka-properties", consumers);
  }

  private static SecuredDemo.Outcome tail(StackRole role) {
    return as(STREAM, role, null, "tail", "--until-end", "--limit", "1");
  }

  private static SecuredDemo.Outcome send(String stream, StackRole role) {
    String ledgers = folder.resolve("other-ledgers").toString();
    List<String> all = new ArrayList<>(List.of("generate", "--clock", "simulated"));
    all.addAll(List.of("--entities", "10", "--duration", "5m", "--speed-up", "0"));
    all.addAll(List.of("--ledgers", ledgers));
    return as(stream, role, null, all.toArray(String[]::new));
  }

  private static SecuredDemo.Outcome as(
      String stream, StackRole inKafka, StackRole inDruid, String... command) {
    return with(stream, kafka(inKafka), config(inDruid), command);
  }

  /** Runs a command with these files; null for none. */
  private static SecuredDemo.Outcome with(
      String stream, Path kafka, Path druid, String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of("--stream", stream));
    if (!SAYS_NOTHING_TO_KAFKA.contains(command[0])) {
      all.addAll(new KafkaOptions(demo.state().kafka(), kafka).arguments());
    }
    if (!SAYS_NOTHING_TO_DRUID.contains(command[0])) {
      all.addAll(new DruidOption(demo.state().druid(), druid).arguments());
    }
    return demo.command(all.toArray(String[]::new));
  }

  /** Runs the Spark job. */
  private static SecuredDemo.Outcome aggregate(String stream, Path kafka) throws IOException {
    List<String> options = new ArrayList<>(List.of("stream", "--drain", "--stream", stream));
    Path checkpoint = Files.createTempDirectory(folder, "checkpoint");
    options.addAll(List.of("--checkpoint", checkpoint.toString()));
    options.addAll(new KafkaOptions(demo.state().kafka(), kafka).arguments());
    Path log = Files.createTempFile(folder, "aggregate", ".log");
    try (SparkJob job = SparkJob.start(options, log)) {
      int exitCode = job.await();
      String all = Files.readString(log);
      assertThat(all).doesNotContain(demo.logins().secrets());
      // Spark's log has no end of line where it ends with the trace of a task
      String said =
          all.lines()
              .filter(line -> line.contains("aggregate: "))
              .map(line -> line.substring(line.indexOf("aggregate: ")))
              .collect(Collectors.joining("\n"));
      return new SecuredDemo.Outcome(exitCode, "", said);
    }
  }

  private static ThrowingConsumer<SecuredDemo.Outcome> worked(String printed) {
    return outcome -> {
      assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
      assertThat(outcome.printed()).contains(printed);
    };
  }

  private static ThrowingConsumer<SecuredDemo.Outcome> refused(String... said) {
    return outcome -> {
      assertThat(outcome.exitCode()).as(outcome.toString()).isNotZero();
      // a run that had begun has said how far it is
      List<String> lines =
          outcome.said().strip().lines().filter(line -> !line.startsWith("sending ")).toList();
      assertThat(lines).as(outcome.toString()).hasSize(1);
      assertThat(lines.get(0)).contains(said);
    };
  }
}
