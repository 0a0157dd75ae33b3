package io.tidemark.doctor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.apache.kafka.common.Node;

/**
 * Whether the advertised addresses of the brokers can be reached from this machine. A client gets
 * them from the bootstrap address and from then on connects to no other.
 *
 * @param refusals by address, the reason why it cannot be reached; empty when it can
 */
record AdvertisedAddresses(Map<String, Optional<String>> refusals) {
  private static final Duration CONNECT = Duration.ofSeconds(3);

  /** Connects to all addresses in parallel. */
  static AdvertisedAddresses tried(Collection<Node> brokers) {
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      Map<String, CompletableFuture<Optional<String>>> tries = new TreeMap<>();
      for (Node broker : brokers) {
        tries.put(
            broker.host() + ":" + broker.port(),
            CompletableFuture.supplyAsync(() -> refusal(broker), threads));
      }
      Map<String, Optional<String>> refusals = new TreeMap<>();
      tries.forEach((address, attempt) -> refusals.put(address, attempt.join()));
      return new AdvertisedAddresses(refusals);
    } finally {
      threads.shutdownNow();
    }
  }

  private static Optional<String> refusal(Node broker) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(broker.host(), broker.port()), (int) CONNECT.toMillis());
      return Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.of("this name cannot be resolved here");
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** Whether no broker can be reached, so that no further request to Kafka can succeed. */
  boolean none() {
    return refusals.values().stream().allMatch(Optional::isPresent);
  }

  Check check(String name) {
    String unreachable =
        refusals.entrySet().stream()
            .filter(tried -> tried.getValue().isPresent())
            .map(tried -> tried.getKey() + " (" + tried.getValue().get() + ")")
            .collect(Collectors.joining(", "));
    return unreachable.isEmpty()
        ? Check.fine(name, String.join(", ", refusals.keySet()) + " can be reached from here")
        : Check.trouble(
            name,
            "advertised by the brokers but not reachable from here: " + unreachable,
            "set that broker's advertised.listeners to an address that works from here, or name"
                + " the listener for this side with --kafka");
  }
}
