package io.tidemark.command;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * A client that posts batches to a gateway, some at a time, and each with the same idempotency key
 * until it is taken.
 */
final class RepeatingClient {
  /** A group is taken before the next begins. */
  static final int GROUP = 4;

  private static final Duration RETRY_LIMIT = Duration.ofMinutes(3);
  private static final Duration ANSWER = Duration.ofSeconds(20);
  private static final long PAUSE = Duration.ofMillis(100).toNanos();

  private final Supplier<String> address;
  private final IntFunction<List<String>> batches;
  private final HttpClient client = HttpClient.newHttpClient();
  private final ConcurrentLinkedQueue<String> accepted = new ConcurrentLinkedQueue<>();
  private final AtomicInteger repetitions = new AtomicInteger();
  private CompletableFuture<Void> work;
  private volatile boolean stopped;
  private volatile int groups;

  /**
   * @param address of the gateway
   * @param batches makes the lines of a batch from its number
   */
  RepeatingClient(Supplier<String> address, IntFunction<List<String>> batches) {
    this.address = address;
    this.batches = batches;
  }

  /** Posts batches from another thread until it is stopped. */
  void begin() {
    stopped = false;
    work =
        CompletableFuture.runAsync(
            () -> {
              while (!stopped) {
                postGroup();
                LockSupport.parkNanos(PAUSE);
              }
            });
  }

  /** Posts some batches and returns when they are taken. */
  void postGroup() {
    List<CompletableFuture<Void>> group = new ArrayList<>();
    for (int i = 0; i < GROUP; i++) {
      int number = groups * GROUP + i;
      group.add(CompletableFuture.runAsync(() -> post(number)));
    }
    group.forEach(CompletableFuture::join);
    groups++;
  }

  /** Returns when another group of batches was taken. */
  void awaitGroup() {
    int before = groups;
    while (groups == before && !work.isDone()) {
      LockSupport.parkNanos(PAUSE);
    }
  }

  /** Stops after the batches at work are taken. */
  void stop() {
    stopped = true;
    work.join();
  }

  private void post(int number) {
    List<String> lines = batches.apply(number);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address.get() + "/log"))
            .timeout(ANSWER)
            .header("Content-Type", "application/x-ndjson")
            .header("Idempotency-Key", "batch-" + number)
            .POST(HttpRequest.BodyPublishers.ofString(String.join("\n", lines)))
            .build();
    long end = System.nanoTime() + RETRY_LIMIT.toNanos();
    while (!isTaken(request)) {
      repetitions.incrementAndGet();
      if (System.nanoTime() > end) {
        throw new IllegalStateException("no gateway took batch " + number);
      }
      LockSupport.parkNanos(PAUSE);
    }
    accepted.addAll(lines);
  }

  private boolean isTaken(HttpRequest request) {
    try {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200 && answer.statusCode() != 429 && answer.statusCode() != 503) {
        throw new IllegalStateException(answer.statusCode() + ": " + answer.body());
      }
      return answer.statusCode() == 200;
    } catch (IOException e) {
      // no gateway, or it was killed before it answered
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How often a batch was posted again. */
  int repetitions() {
    return repetitions.get();
  }

  /** All readings of batches that were taken. */
  List<String> accepted() {
    return List.copyOf(accepted);
  }
}
