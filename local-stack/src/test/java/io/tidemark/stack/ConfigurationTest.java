package io.tidemark.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.process.ClassPath;
import io.tidemark.stack.secure.StackLogins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConfigurationTest {
  private static final ClassPath JARS = new ClassPath(List.of(Path.of("some folder", "a.jar")));

  @TempDir Path root;

  private StackPorts ports;
  private KafkaConfig kafka;
  private DruidConfig druid;

  @BeforeEach
  void configure() {
    StackFolder folder = new StackFolder(root);
    ports = StackPorts.choose(new StackSettings(root, 0, 0));
    kafka = new KafkaConfig(folder, ports, JARS, Optional.empty(), Service.KAFKA);
    druid = new DruidConfig(folder, ports, JARS, Optional.empty());
  }

  @Test
  void kafkaListensOnLoopbackOnly() {
    assertThat(kafka.properties().get("listeners").split(","))
        .containsExactly(
            "PLAINTEXT://127.0.0.1:" + ports.of(Service.KAFKA),
            "CONTROLLER://127.0.0.1:" + ports.controllers().get(Service.KAFKA));
  }

  @Test
  void aSecuredKafkaHasNoListenerWithoutALogin() {
    Map<String, String> secured =
        new KafkaConfig(new StackFolder(root), ports, JARS, logins(), Service.KAFKA).properties();
    assertThat(secured.get("listeners")).startsWith("SASL_SSL://127.0.0.1:");
    assertThat(secured)
        .containsEntry("listener.security.protocol.map", "SASL_SSL:SASL_SSL,CONTROLLER:SASL_SSL")
        .containsEntry("super.users", "User:broker;User:admin")
        .doesNotContainKey("allow.everyone.if.no.acl.found");
  }

  @Test
  void aSecuredRouterSpeaksTlsAloneAndNoFileOfDruidHasAPassword() {
    DruidConfig secured = new DruidConfig(new StackFolder(root), ports, JARS, logins());
    assertThat(secured.properties(Service.ROUTER))
        .containsEntry("druid.enablePlaintextPort", "false")
        .containsEntry("druid.tlsPort", Integer.toString(ports.of(Service.ROUTER)));
    for (Service service : Service.DRUID) {
      assertThat(secured.properties(service))
          .containsEntry("druid.auth.authenticatorChain", "[\"basic\"]")
          .containsEntry("druid.auth.authenticator.basic.skipOnFailure", "false");
      assertThat(String.join(" ", secured.properties(service).values()))
          .doesNotContain(logins().orElseThrow().secrets());
    }
    assertThat(secured.environment()).hasSize(4);
    assertThat(druid.environment()).isEmpty();
  }

  private Optional<StackLogins> logins() {
    return Optional.of(StackLogins.in(root.resolve("secure"), line -> {}));
  }

  @Test
  void kafkaCreatesNoTopicAutomaticallyAndKeepsEveryReading() {
    assertThat(kafka.properties())
        .containsEntry("auto.create.topics.enable", "false")
        .containsEntry("log.retention.ms", "-1");
  }

  @Test
  void oneBrokerIsEnoughForKafkasInternalTopics() {
    assertThat(kafka.properties())
        .containsEntry("offsets.topic.replication.factor", "1")
        .containsEntry("transaction.state.log.replication.factor", "1")
        .containsEntry("transaction.state.log.min.isr", "1");
  }

  @Test
  void threeBrokersKeepThreeReplicasAndGoOnWithTwoOfThem() {
    StackPorts three = StackPorts.choose(new StackSettings(root, 0, 0).withBrokers(3));
    for (Service broker : Service.BROKERS) {
      Map<String, String> properties =
          new KafkaConfig(new StackFolder(root), three, JARS, Optional.empty(), broker)
              .properties();
      assertThat(properties)
          .containsEntry("node.id", Service.BROKERS.indexOf(broker) + 1 + "")
          .containsEntry("default.replication.factor", "3")
          .containsEntry("min.insync.replicas", "2")
          .containsEntry("offsets.topic.replication.factor", "3")
          .containsEntry("transaction.state.log.replication.factor", "3")
          .containsEntry("transaction.state.log.min.isr", "2");
      assertThat(properties.get("controller.quorum.voters").split(",")).hasSize(3);
      assertThat(properties.get("log.dirs")).contains("/" + broker.label() + "/");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"COORDINATOR", "BROKER", "HISTORICAL", "INDEXER", "ROUTER"})
  void everyDruidServiceListensOnLoopbackAndLoadsExtensionsFromItsClassPath(Service service) {
    assertThat(druid.properties(service))
        .containsEntry("druid.host", "127.0.0.1")
        .containsEntry("druid.bindOnHost", "true")
        .containsEntry("druid.plaintextPort", Integer.toString(ports.of(service)))
        .containsEntry("druid.zk.service.host", ports.address(Service.ZOOKEEPER))
        .containsEntry("druid.extensions.loadList", "[]")
        .containsEntry("druid.metadata.storage.type", "derby")
        .containsEntry("druid.storage.type", "local");
  }

  @ParameterizedTest
  @EnumSource(names = {"COORDINATOR", "BROKER", "HISTORICAL", "INDEXER", "ROUTER"})
  void everyDruidServiceMayReachIntoTheJvmAndCountsInUtc(Service service) {
    assertThat(druid.command(service).jvm())
        .containsAll(DruidConfig.MODULE_OPTIONS)
        .contains("-Duser.timezone=UTC", "-Dfile.encoding=UTF-8", "-XX:+UseSerialGC");
  }

  @Test
  void theCoordinatorIsTheOverlordAndHandsTasksToTheIndexer() {
    assertThat(druid.properties(Service.COORDINATOR))
        .containsEntry("druid.coordinator.asOverlord.enabled", "true")
        .containsEntry("druid.indexer.runner.type", "httpRemote");
  }

  @Test
  void theIndexerStartsItsTasksAnewAndKeepsThemUnderTheStacksFolder() {
    Map<String, String> indexer = druid.properties(Service.INDEXER);

    assertThat(indexer)
        .containsEntry("druid.indexer.task.restoreTasksOnRestart", "false")
        .containsEntry("druid.worker.capacity", "8");
    assertThat(List.of("druid.indexer.task.baseDir", "druid.indexer.logs.directory"))
        .allSatisfy(name -> assertThat(Path.of(indexer.get(name))).startsWithRaw(root));
  }

  @Test
  void theBrokerDoesNotWaitForSegmentsAndTheRouterServesTheConsolesCalls() {
    assertThat(druid.properties(Service.BROKER))
        .containsEntry("druid.sql.planner.awaitInitializationOnStart", "false")
        .containsEntry("druid.broker.segment.awaitInitializationOnStart", "false");
    assertThat(druid.properties(Service.ROUTER))
        .containsEntry("druid.router.managementProxy.enabled", "true");
  }

  @Test
  void aCommandLineStaysShortAndItsArgumentFileQuotesFoldersWithSpaces() throws IOException {
    Path arguments = root.resolve("broker.args");

    List<String> command = druid.command(Service.BROKER).commandLine(arguments);

    assertThat(command).hasSize(2).last().isEqualTo("@" + arguments);
    assertThat(Files.readAllLines(arguments))
        .contains("\"org.apache.druid.cli.Main\"", "\"server\"", "\"broker\"")
        .anyMatch(line -> line.startsWith("\"") && line.endsWith("some folder/a.jar\""));
  }
}
