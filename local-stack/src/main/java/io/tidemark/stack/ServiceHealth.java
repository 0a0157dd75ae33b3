package io.tidemark.stack;

import io.tidemark.cli.UserError;
import io.tidemark.druid.DruidAnswer;
import io.tidemark.druid.DruidReader;
import io.tidemark.stack.secure.StackRole;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** Checks whether the services of a stack are ready. */
final class ServiceHealth {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Map<Service, DruidReader> clients = new EnumMap<>(Service.class);
  private final StackPorts ports;
  private final StackClients access;

  ServiceHealth(StackPorts ports, StackClients access) {
    this.ports = ports;
    this.access = access;
  }

  /** Whether the service is ready; false, and no exception, when it cannot be reached. */
  boolean isReady(Service service) {
    try {
      return switch (service) {
        case ZOOKEEPER -> accepts(ports.of(service));
        case KAFKA, KAFKA_2, KAFKA_3 -> answersKafka(service);
        case REGISTRY -> answers(service, RegistryConfig.API + "/subjects");
        case COORDINATOR -> answers(service, "/druid/indexer/v1/isLeader");
        case BROKER -> answers(service, "/druid/broker/v1/readiness");
        case HISTORICAL -> answers(service, "/druid/historical/v1/readiness");
        case INDEXER -> answers(service, "/status/health") && overlordKnowsTheIndexer();
        // a query of a role's user: the users are then known at the router and at the broker
        case ROUTER -> client(service, StackRole.AUDIT).rows("SELECT 1").isPresent();
      };
    } catch (IOException | UserError notYet) {
      return false;
    }
  }

  /** Whether a process listens on the port of 127.0.0.1. */
  static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  /** Sends ApiVersions, the first request of every Kafka client, and waits for the response. */
  private boolean answersKafka(Service broker) throws IOException {
    short apiVersions = 18;
    int correlation = 33;
    ByteBuffer request =
        ByteBuffer.allocate(14).putInt(10).putShort(apiVersions).putShort((short) 0);
    request.putInt(correlation).putShort((short) -1);
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress("127.0.0.1", ports.of(broker)), 1_000);
      plain.setSoTimeout((int) TIMEOUT.toMillis());
      Socket socket = access.toKafka(plain, broker);
      OutputStream out = socket.getOutputStream();
      out.write(request.array());
      out.flush();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      in.readInt();
      return in.readInt() == correlation;
    }
  }

  private boolean overlordKnowsTheIndexer() {
    DruidAnswer workers = druid(Service.COORDINATOR).get("/druid/indexer/v1/workers");
    return workers.status() == 200 && workers.text().contains(ports.address(Service.INDEXER));
  }

  private boolean answers(Service service, String path) {
    return druid(service).get(path).status() == 200;
  }

  private DruidReader druid(Service service) {
    return client(service, StackRole.ADMIN);
  }

  private DruidReader client(Service service, StackRole role) {
    return clients.computeIfAbsent(
        service, one -> access.service(one, role).reader().withAnswerWithin(TIMEOUT));
  }
}
