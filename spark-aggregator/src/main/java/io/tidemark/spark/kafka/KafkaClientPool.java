package io.tidemark.spark.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Kafka clients between two batches of a stream: to begin anew with each would take longer than the
 * batch. There is one at most for each owner, and no two tasks have the same.
 *
 * @param <O> for whom a client works
 * @param <C> the client, and what is to be remembered with it
 */
public final class KafkaClientPool<O, C> {
  /** Brokers forget a client much later; long before that a new one is cheap. */
  public static final Duration LIMIT = Duration.ofMinutes(5);

  private record Kept<C>(C client, long since) {}

  private final Map<O, Kept<C>> idle = new HashMap<>();
  private final LongSupplier nanoTime;
  private final Consumer<C> close;

  /**
   * @param close ends a client, without waiting and without an error
   */
  public KafkaClientPool(LongSupplier nanoTime, Consumer<C> close) {
    this.nanoTime = nanoTime;
    this.close = close;
  }

  /** The one that was kept for an owner, if there is one; nobody else can have it then. */
  public synchronized Optional<C> take(O owner) {
    closeForgotten();
    return Optional.ofNullable(idle.remove(owner)).map(Kept::client);
  }

  /** Keeps one for its owner; one that was kept before is closed. */
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
