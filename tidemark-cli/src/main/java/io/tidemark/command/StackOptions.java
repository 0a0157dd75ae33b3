package io.tidemark.command;

import io.tidemark.stack.StackSettings;
import picocli.CommandLine.Option;

/** The options of the local stack: its brokers, its ports on 127.0.0.1, and its logins. */
public final class StackOptions {
  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      defaultValue = "" + StackSettings.KAFKA_PORT,
      description = "Kafka's port; 0 for any that is free (default: ${DEFAULT-VALUE}).")
  int kafkaPort;

  @Option(
      names = "--brokers",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Brokers of Kafka, 1 or 3. Of three, each may fail: topics then have three replicas. The"
              + " second and the third take free ports and 512 MiB each (default:"
              + " ${DEFAULT-VALUE}).")
  int brokers;

  @Option(
      names = "--router-port",
      paramLabel = "PORT",
      defaultValue = "" + StackSettings.ROUTER_PORT,
      description =
          "The port of Druid's router, its SQL and console; 0 for any that is free"
              + " (default: ${DEFAULT-VALUE}).")
  int routerPort;

  @Option(
      names = "--registry-port",
      paramLabel = "PORT",
      defaultValue = "" + StackSettings.REGISTRY_PORT,
      description =
          "The port of the schema registry, where one is started; 0 for any that is free (default:"
              + " ${DEFAULT-VALUE}).")
  int registryPort;

  @Option(
      names = "--secure",
      description =
          "Kafka and Druid take clients with a login only, over TLS. Passwords and a certificate are"
              + " made the first time; they are in .tidemark/stack/secure with a file for each role."
              + " Druid's extension for logins is fetched or compiled the first time.")
  boolean secure;

  /**
   * @param registry whether the stack has a schema registry
   */
  StackSettings settings(boolean registry) {
    return registry ? settings().withRegistry(registryPort) : settings();
  }

  private StackSettings settings() {
    return StackSettings.onPorts(kafkaPort, routerPort).secured(secure).withBrokers(brokers);
  }
}
