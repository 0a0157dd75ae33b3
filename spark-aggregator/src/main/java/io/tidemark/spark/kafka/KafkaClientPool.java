package io.tidemark.spark.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A pool of Kafka clients that are idle between two micro-batches; to connect anew takes longer
 * than a batch. It holds at most one client for each owner, and a client belongs to one task at a
 * time.
 *
 * @param <O> the owner, the key of a client
 * @param <C> the client with its state
 */
public final class KafkaClientPool<O, C> {
  /** The longest idle time. It is well below the time after which brokers expire clients. */
  public static final Duration LIMIT = Duration.ofMinutes(5);

  private record Kept<C>(C client, long since) {}

  private final Map<O, Kept<C>> idle = new HashMap<>();
  private final LongSupplier nanoTime;
  private final Consumer<C> close;

  /**
   * @param close closes a client; must not block or throw
   */
  public KafkaClientPool(LongSupplier nanoTime, Consumer<C> close) {
    this.nanoTime = nanoTime;
    this.close = close;
  }

  /** Removes and returns the client of an owner, if there is one. */
  public synchronized Optional<C> take(O owner) {
    closeForgotten();
    return Optional.ofNullable(idle.remove(owner)).map(Kept::client);
  }

  /** Returns a client to the pool; an earlier one of the same owner is closed. */
  public synchronized void keep(O owner, C client) {
    closeForgotten();
    Kept<C> before = idle.put(owner, new Kept<>(client, nanoTime.getAsLong()));
    if (before != null) {
      close.accept(before.client());
    }
  }

  private void closeForgotten() {
    long now = nanoTime.getAsLong();
    for (Iterator<Kept<C>> all = idle.values().iterator(); all.hasNext(); ) {
      Kept<C> one = all.next();
      if (now - one.since() > LIMIT.toNanos()) {
        close.accept(one.client());
        all.remove();
      }
    }
  }
}
