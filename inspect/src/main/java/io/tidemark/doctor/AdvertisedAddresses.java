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
 * Whether the addresses that the brokers tell their clients can be reached from here. A client asks
 * the bootstrap address for them and from then on speaks to no other.
 *
 * @param refusals for each address why it cannot be reached; empty when it can
 */
record AdvertisedAddresses(Map<String, Optional<String>> refusals) {
  private static final Duration CONNECT = Duration.ofSeconds(3);

  /** Tries all of them at the same time. */
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
      return Optional.of("nobody here knows this name");
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** Whether no broker can be spoken to, so that nothing more can be asked of Kafka. */
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
            "not to be reached from here though brokers tell their clients to: " + unreachable,
            "set that broker's advertised.listeners to an address that works from here, or name"
                + " the listener for this side with --kafka");
  }
}
