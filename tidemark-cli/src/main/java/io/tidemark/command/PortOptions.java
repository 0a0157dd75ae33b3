package io.tidemark.command;

import io.tidemark.stack.StackSettings;
import picocli.CommandLine.Option;

/** The ports of the local stack on 127.0.0.1. */
public final class PortOptions {
  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      defaultValue = "" + StackSettings.KAFKA_PORT,
      description = "Kafka's port; 0 for any that is free (default: ${DEFAULT-VALUE}).")
  int kafkaPort;

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

  /**
   * @param registry whether the stack has a schema registry
   */
  StackSettings settings(boolean registry) {
    return registry ? settings().withRegistry(registryPort) : settings();
  }

  private StackSettings settings() {
    return StackSettings.onPorts(kafkaPort, routerPort);
  }
}
