package io.tidemark.stack;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Asks the services of a stack whether they are ready for work. */
final class ServiceHealth {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final StackPorts ports;

  ServiceHealth(StackPorts ports) {
    this.ports = ports;
  }

  /** Whether the service would do its part now; never throws because it would not. */
  boolean isReady(Service service) {
    try {
      return switch (service) {
        case ZOOKEEPER -> accepts(ports.of(service));
        case KAFKA -> answersKafka(ports.of(service));
        case COORDINATOR -> answers(service, "/druid/indexer/v1/isLeader");
        case BROKER -> answers(service, "/druid/broker/v1/readiness");
        case HISTORICAL -> answers(service, "/druid/historical/v1/readiness");
        case INDEXER -> answers(service, "/status/health") && overlordKnowsTheIndexer();
        case ROUTER -> answersSql();
      };
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Whether anything listens on the port of 127.0.0.1. */
  static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  /**
   * Sends the request with which every Kafka client begins, ApiVersions, and waits for its answer.
   */
  private static boolean answersKafka(int port) throws IOException {
    short apiVersions = 18;
    int correlation = 33;
    ByteBuffer request =
        ByteBuffer.allocate(14).putInt(10).putShort(apiVersions).putShort((short) 0);
    request.putInt(correlation).putShort((short) -1);
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
      socket.setSoTimeout((int) PATIENCE.toMillis());
      OutputStream out = socket.getOutputStream();
      out.write(request.array());
      out.flush();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      in.readInt();
      return in.readInt() == correlation;
    }
  }

  private boolean overlordKnowsTheIndexer() throws IOException, InterruptedException {
    HttpResponse<String> workers = get(Service.COORDINATOR, "/druid/indexer/v1/workers");
    return workers.statusCode() == 200 && workers.body().contains(ports.address(Service.INDEXER));
  }

  private boolean answersSql() throws IOException, InterruptedException {
    HttpRequest query =
        request(Service.ROUTER, "/druid/v2/sql")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"query\":\"SELECT 1\"}"))
            .build();
    return http.send(query, BodyHandlers.ofString()).statusCode() == 200;
  }

  private boolean answers(Service service, String path) throws IOException, InterruptedException {
    return get(service, path).statusCode() == 200;
  }

  private HttpResponse<String> get(Service service, String path)
      throws IOException, InterruptedException {
    return http.send(request(service, path).GET().build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(Service service, String path) {
    return HttpRequest.newBuilder(URI.create("http://" + ports.address(service) + path))
        .timeout(PATIENCE);
  }
}
