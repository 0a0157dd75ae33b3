package io.tidemark.generator.run;

import io.tidemark.cli.UserError;
import io.tidemark.model.ledger.RunLedger.PartitionEntry;
import io.tidemark.shutdown.DaemonThreads;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends readings to a gateway by HTTP: batches of lines, several at a time. A batch that the
 * gateway does not take now is sent again with the same idempotency key, so it arrives once. The
 * gateway closes the windows and has the ledger.
 */
final class GatewaySender extends ReadingSender {
  /** Requests at work at a time. */
  private static final int REQUESTS = 8;

  private static final String THREADS = "gateway client";

  /** How long a batch may wait for more readings. */
  private static final long LINGER_MILLIS = 100;

  /** How long a batch is repeated. */
  private static final Duration RETRY_LIMIT = Duration.ofMinutes(2);

  /** Between two looks whether the run is aborted. */
  private static final long PAUSE_MILLIS = 50;

  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final int OK = 200;

  private record Sent(byte[] value, ReadingOutcome outcome, long line) {}

  /** The readings of a request. */
  private static final class Batch {
    private final List<Sent> readings = new ArrayList<>();
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private final long begun = System.nanoTime();

    void add(Sent reading) {
      readings.add(reading);
      lines.writeBytes(reading.value());
      lines.write('\n');
    }
  }

  private final URI log;
  private final GatewayDestination gateway;
  private final String run = UUID.randomUUID().toString();
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final ExecutorService workers =
      Executors.newFixedThreadPool(REQUESTS, DaemonThreads.named(THREADS));
  private final ScheduledExecutorService linger =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named(THREADS));
  private final Semaphore places = new Semaphore(2 * REQUESTS);
  private Batch batch = new Batch();
  private long batches;
  private volatile boolean aborted;

  /**
   * @param log the address to which readings are posted
   */
  GatewaySender(URI log, GatewayDestination gateway) {
    this.log = log;
    this.gateway = gateway;
    linger.scheduleWithFixedDelay(
        this::sendOld, LINGER_MILLIS, LINGER_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void send(byte[] key, byte[] value, ReadingOutcome outcome, long line) {
    Batch full = null;
    synchronized (this) {
      batch.add(new Sent(value, outcome, line));
      if (batch.readings.size() >= gateway.batch()
          || batch.lines.size() >= GatewayDestination.BODY) {
        full = take();
      }
    }
    hand(full);
  }

  private void sendOld() {
    Batch old = null;
    synchronized (this) {
      long waited = System.nanoTime() - batch.begun;
      if (!batch.readings.isEmpty() && waited >= TimeUnit.MILLISECONDS.toNanos(LINGER_MILLIS)) {
        old = take();
      }
    }
    hand(old);
  }

  private synchronized Batch take() {
    Batch taken = batch;
    batch = new Batch();
    return taken;
  }

  /** Waits while too many batches are at work. */
  private void hand(Batch full) {
    if (full == null || full.readings.isEmpty()) {
      return;
    }
    String key;
    synchronized (this) {
      key = run + "-" + batches++;
    }
    places.acquireUninterruptibly();
    workers.execute(
        () -> {
          try {
            settle(full, post(full.lines.toByteArray(), key));
          } finally {
            places.release();
          }
        });
  }

  /** One batch at a time, because {@link #delivered} allows one thread only. */
  private synchronized void settle(Batch sent, Exception failure) {
    for (Sent one : sent.readings) {
      if (failure == null) {
        delivered(one.value(), one.outcome(), 0);
      } else {
        // the gateway has the ledger, and knows what may be in the topic
        undelivered(
            new UndeliveredRecord(one.value(), one.outcome(), one.line(), failure, false, -1));
      }
    }
  }

  /** Posts until the gateway takes or refuses the batch; null when it has taken it. */
  private Exception post(byte[] lines, String key) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(log)
            .timeout(ANSWER)
            .header("Content-Type", "application/x-ndjson")
            .header("Idempotency-Key", key)
            .POST(HttpRequest.BodyPublishers.ofByteArray(lines));
    if (gateway.token() != null) {
      request.header("Authorization", "Bearer " + gateway.token());
    }
    long end = System.nanoTime() + RETRY_LIMIT.toNanos();
    Exception failure = null;
    while (!aborted && System.nanoTime() < end) {
      long wait = 1;
      try {
        HttpResponse<String> answer = answer(request.build());
        if (answer.statusCode() == OK) {
          return null;
        }
        failure =
            new UserError("the gateway answered " + answer.statusCode() + ": " + answer.body());
        if (!isTemporary(answer.statusCode())) {
          return failure;
        }
        wait = answer.headers().firstValueAsLong("Retry-After").orElse(wait);
      } catch (IOException e) {
        failure = new UserError("no gateway answers at " + log + ": " + e, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
      pause(wait);
    }
    return failure == null || aborted
        ? new UserError("the gateway had not taken it when the run was ended", failure)
        : failure;
  }

  /** Waits for an answer, or until the run is aborted. */
  private HttpResponse<String> answer(HttpRequest request)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<String>> coming =
        client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    while (!aborted) {
      try {
        return coming.get(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        // not yet
      } catch (ExecutionException e) {
        throw new IOException(e.getCause());
      }
    }
    coming.cancel(true);
    throw new IOException("the run was ended");
  }

  private static boolean isTemporary(int status) {
    return status == 408 || status == 429 || status == 503;
  }

  private void pause(long seconds) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!aborted && System.nanoTime() < end) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
    }
  }

  /** The gateway sends heartbeats itself. */
  @Override
  void sendHeartbeats(byte[] value) {
    // it knows the last event time of all its clients
  }

  @Override
  public void flush() {
    hand(take());
    places.acquireUninterruptibly(2 * REQUESTS);
    places.release(2 * REQUESTS);
  }

  @Override
  public void abort() {
    aborted = true;
  }

  @Override
  long heartbeats() {
    return 0;
  }

  @Override
  public long heartbeatFailures() {
    return 0;
  }

  @Override
  Exception lastHeartbeatFailure() {
    return null;
  }

  @Override
  List<PartitionEntry> partitions() {
    return List.of();
  }

  @Override
  List<PartitionEntry> takeRecentPartitions() {
    return List.of();
  }

  @Override
  public void close() {
    linger.shutdownNow();
    workers.shutdownNow();
  }
}
