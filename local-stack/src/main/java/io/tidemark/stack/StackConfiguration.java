package io.tidemark.stack;

import io.tidemark.process.ClassPath;
import io.tidemark.process.JavaCommand;
import io.tidemark.stack.secure.PrivateFile;
import io.tidemark.stack.secure.StackLogins;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The configuration files of all services, and the commands that read them. */
final class StackConfiguration {
  /**
   * What the services run from.
   *
   * @param registry empty for a stack without one
   */
  record Programs(ClassPath kafka, ClassPath druid, Optional<Path> registry) {}

  private final StackFolder folder;
  private final Map<Service, List<String>> commands = new EnumMap<>(Service.class);
  private final Map<Service, KafkaConfig> kafka = new EnumMap<>(Service.class);
  private final String cluster = KafkaConfig.newClusterId();
  private final DruidConfig druid;

  /** Writes the files into the empty folder. */
  StackConfiguration(
      StackFolder folder, StackPorts ports, Programs programs, Optional<StackLogins> logins)
      throws IOException {
    this.folder = folder;
    druid = new DruidConfig(folder, ports, programs.druid(), logins);
    try (InputStream logging =
        Objects.requireNonNull(StackConfiguration.class.getResourceAsStream("log4j2.xml"))) {
      Files.copy(logging, ServiceJvm.logging(folder));
    }
    ZooKeeperConfig zooKeeper = new ZooKeeperConfig(folder, ports, programs.druid());
    write(zooKeeper.file(), zooKeeper.properties());
    add(Service.ZOOKEEPER, zooKeeper.command());
    for (Service broker : ports.brokers()) {
      KafkaConfig config = new KafkaConfig(folder, ports, programs.kafka(), logins, broker);
      kafka.put(broker, config);
      write(config.file(), config.properties());
      add(broker, config.broker());
    }
    if (programs.registry().isPresent()) {
      add(Service.REGISTRY, new RegistryConfig(folder, ports, programs.registry().get()).command());
    }
    for (Service service : Service.DRUID) {
      write(druid.file(service), druid.properties(service));
      add(service, druid.command(service));
    }
  }

  private static void write(Path file, Map<String, String> properties) throws IOException {
    Files.createDirectories(file.getParent());
    PrivateFile.write(file, properties);
  }

  private void add(Service service, JavaCommand command) throws IOException {
    commands.put(service, command.commandLine(arguments(service.label())));
  }

  private Path arguments(String name) {
    return folder.conf().resolve(name + ".args");
  }

  List<String> command(Service service) {
    return commands.get(service);
  }

  /** What the environment of a service has beside that of this process. */
  Map<String, String> environment(Service service) {
    return Service.DRUID.contains(service) ? druid.environment() : Map.of();
  }

  /** The command that formats a broker's storage; {@link #forgetFormat} comes after it. */
  List<String> format(Service broker) throws IOException {
    Path arguments = arguments("kafka-format");
    PrivateFile.write(arguments, "");
    PrivateFile.write(formatLog(), "");
    return kafka.get(broker).format(cluster).commandLine(arguments);
  }

  /** The log of {@link #format()}. It is not Kafka's, because it has the users' keys. */
  Path formatLog() {
    return folder.conf().resolve("kafka-format.log");
  }

  /** Deletes what {@link #format()} has read and written: it holds passwords and keys. */
  void forgetFormat() throws IOException {
    Files.deleteIfExists(arguments("kafka-format"));
    Files.deleteIfExists(formatLog());
  }
}
