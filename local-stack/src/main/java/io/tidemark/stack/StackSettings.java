package io.tidemark.stack;

import io.tidemark.cli.UsageError;
import io.tidemark.process.ProjectRoot;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * The settings of a local stack.
 *
 * @param folder holds {@code conf/}, {@code data/}, {@code logs/} and the state file; the first
 *     three are wiped when a stack starts
 * @param kafkaPort Kafka's port on 127.0.0.1, or 0 for any that is free
 * @param routerPort the port of Druid's router on 127.0.0.1, or 0 for any that is free
 * @param registryPort the port of the schema registry on 127.0.0.1, or 0 for any that is free;
 *     empty for a stack without one
 * @param secure whether Kafka and Druid take clients with a login only, over TLS
 * @param brokers how many brokers Kafka has, 1 or 3; the second and the third have free ports
 */
public record StackSettings(
    Path folder,
    int kafkaPort,
    int routerPort,
    OptionalInt registryPort,
    boolean secure,
    int brokers) {
  public static final int KAFKA_PORT = 9092;
  public static final int ROUTER_PORT = 8888;
  public static final int REGISTRY_PORT = 8081;

  public StackSettings {
    folder = folder.toAbsolutePath().normalize();
    requirePort("--kafka-port", kafkaPort);
    requirePort("--router-port", routerPort);
    requirePort("--registry-port", registryPort.orElse(0));
    if (brokers != 1 && brokers != Service.BROKERS.size()) {
      throw new UsageError("--brokers: expected 1 or 3, found " + brokers);
    }
  }

  /** A stack with one broker, without a schema registry and without logins. */
  public StackSettings(Path folder, int kafkaPort, int routerPort) {
    this(folder, kafkaPort, routerPort, OptionalInt.empty(), false, 1);
  }

  /** The same stack with a schema registry. */
  public StackSettings withRegistry(int port) {
    return new StackSettings(folder, kafkaPort, routerPort, OptionalInt.of(port), secure, brokers);
  }

  /** The same stack, with logins and TLS or without. */
  public StackSettings secured(boolean secured) {
    return new StackSettings(folder, kafkaPort, routerPort, registryPort, secured, brokers);
  }

  /**
   * The same stack with another number of brokers.
   *
   * @throws UsageError when it is neither 1 nor 3
   */
  public StackSettings withBrokers(int number) {
    return new StackSettings(folder, kafkaPort, routerPort, registryPort, secure, number);
  }

  /** The services that are brokers of Kafka. */
  List<Service> kafka() {
    return Service.BROKERS.subList(0, brokers);
  }

  private static void requirePort(String option, int port) {
    if (port < 0 || port > 65_535) {
      throw new UsageError(
          option + " takes a port from 0 (any that is free) to 65535, found " + port);
    }
  }

  /** The stack of {@code ./tidemark up}: the project's own folder and the ports given. */
  public static StackSettings onPorts(int kafkaPort, int routerPort) {
    return new StackSettings(defaultFolder(), kafkaPort, routerPort);
  }

  /** {@code .tidemark/stack} in the project's root folder. */
  public static Path defaultFolder() {
    return ProjectRoot.current().resolve(".tidemark/stack");
  }
}
