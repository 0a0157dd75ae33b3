package io.tidemark.spark.sink;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Producer;

/**
 * Producers between two epochs of a stream: to begin anew with each would take longer than to write
 * it. One is kept only after it has committed an epoch, and no two tasks have the same.
 *
 * <p>What was committed last need not be looked up for one that was kept: whoever has committed
 * since then has fenced it before, and it can commit nothing any more.
 */
final class IdleProducers {
  /** Kafka forgets a producer after a day at the earliest; long before that a new one is cheap. */
  static final Duration LIMIT = Duration.ofMinutes(5);

  /** Those of this JVM. */
  static final IdleProducers HERE = new IdleProducers(System::nanoTime);

  /**
   * For whom a producer writes.
   *
   * @param partition of the query
   */
  record Writer(Epochs epochs, int partition) {}

  /**
   * @param epoch the last one that it committed
   */
  record Idle(Producer<byte[], byte[]> producer, long epoch, long since) {}

  private final Map<Writer, Idle> idle = new HashMap<>();
  private final LongSupplier nanoTime;

  IdleProducers(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** The one that was kept for a writer, if there is one; nobody else can have it then. */
  synchronized Optional<Idle> take(Writer writer) {
    closeForgotten();
    return Optional.ofNullable(idle.remove(writer));
  }

  /** Keeps one that has just committed an epoch. */
  synchronized void keep(Writer writer, Producer<byte[], byte[]> producer, long epoch) {
    closeForgotten();
    Idle before = idle.put(writer, new Idle(producer, epoch, nanoTime.getAsLong()));
    if (before != null) {
      // fenced by the one that has committed since
      before.producer().close(Duration.ZERO);
    }
  }

  private void closeForgotten() {
    long now = nanoTime.getAsLong();
    for (Iterator<Idle> all = idle.values().iterator(); all.hasNext(); ) {
      Idle one = all.next();
      if (now - one.since() > LIMIT.toNanos()) {
        one.producer().close(Duration.ZERO);
        all.remove();
      }
    }
  }
}
