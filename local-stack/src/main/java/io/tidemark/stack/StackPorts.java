package io.tidemark.stack;

import io.tidemark.cli.UserError;
import io.tidemark.process.ReservedPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/**
 * The ports of a stack, all on 127.0.0.1.
 *
 * @param services of those that a stack can have; of Kafka the brokers that it has
 * @param controllers the port of the KRaft controller in each broker
 * @param metadata the port of Druid's metadata store, Derby in the coordinator
 */
record StackPorts(Map<Service, Integer> services, Map<Service, Integer> controllers, int metadata) {
  /**
   * Free ports are chosen below the ephemeral range: the system could give a port of that range to
   * an outgoing connection before the service starts. They are reserved, so that a stack that
   * starts at the same time takes others: a coordinator whose port of the metadata store belongs to
   * another stack's Kafka waits for an answer forever.
   */
  private static final int LOWEST = 20_000;

  private static final int HIGHEST = 32_000;

  /**
   * @throws UserError when a requested port is taken
   */
  static StackPorts choose(StackSettings settings) {
    Map<Service, Integer> services = new EnumMap<>(Service.class);
    services.put(Service.KAFKA, requested(settings.kafkaPort(), "Kafka", "--kafka-port"));
    services.put(
        Service.ROUTER, requested(settings.routerPort(), "Druid's router", "--router-port"));
    services.put(
        Service.REGISTRY,
        requested(settings.registryPort().orElse(0), "the schema registry", "--registry-port"));
    Set<Integer> taken = new HashSet<>(services.values());
    for (Service service : Service.values()) {
      boolean absent = Service.BROKERS.contains(service) && !settings.kafka().contains(service);
      if (!absent && services.getOrDefault(service, 0) == 0) {
        services.put(service, anyFree(taken));
      }
    }
    Map<Service, Integer> controllers = new EnumMap<>(Service.class);
    settings.kafka().forEach(broker -> controllers.put(broker, anyFree(taken)));
    return new StackPorts(services, controllers, anyFree(taken));
  }

  /** The brokers of Kafka. */
  List<Service> brokers() {
    return List.copyOf(controllers.keySet());
  }

  /** The addresses of all brokers, {@code 127.0.0.1:PORT} with commas between them. */
  String kafka() {
    return brokers().stream().map(this::address).collect(Collectors.joining(","));
  }

  int of(Service service) {
    return services.get(service);
  }

  /** {@code 127.0.0.1:PORT}. */
  String address(Service service) {
    return "127.0.0.1:" + of(service);
  }

  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  private static int requested(int port, String service, String option) {
    if (port != 0 && !isFree(port)) {
      throw new UserError(
          "port "
              + port
              + ", which "
              + service
              + " needs, is taken on 127.0.0.1: stop the program that"
              + " listens there or choose another port with "
              + option
              + " (0 for any that is free)");
    }
    return port;
  }

  private static int anyFree(Set<Integer> taken) {
    int span = HIGHEST - LOWEST;
    int first = ThreadLocalRandom.current().nextInt(span);
    for (int i = 0; i < span; i++) {
      int port = LOWEST + (first + i) % span;
      if (!taken.contains(port) && isFree(port) && ReservedPorts.reserve(port)) {
        taken.add(port);
        return port;
      }
    }
    throw new UserError("no free port between " + LOWEST + " and " + HIGHEST + " on 127.0.0.1");
  }
}
