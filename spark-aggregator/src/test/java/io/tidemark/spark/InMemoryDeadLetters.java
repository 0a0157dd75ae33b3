package io.tidemark.spark;

import io.tidemark.kafka.DeadLetter;
import io.tidemark.spark.decode.DeadLetterSink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps dead letters in this JVM.
 *
 * @param full whether there is no room for any
 */
public record InMemoryDeadLetters(boolean full) implements DeadLetterSink {
  /** What the tasks of this JVM have kept; a task gets a copy of everything that is not static. */
  public static final ConcurrentLinkedQueue<DeadLetter> KEPT = new ConcurrentLinkedQueue<>();

  /** Outboxes that were opened and are not closed yet. */
  public static final AtomicInteger OPEN = new AtomicInteger();

  /** Outboxes that were opened. */
  public static final AtomicInteger OPENED = new AtomicInteger();

  public static void empty() {
    KEPT.clear();
    OPEN.set(0);
    OPENED.set(0);
  }

  @Override
  public Outbox open() {
    OPEN.incrementAndGet();
    OPENED.incrementAndGet();
    return new Outbox() {
      private final List<DeadLetter> letters = new ArrayList<>();

      @Override
      public void add(DeadLetter letter) {
        letters.add(letter);
      }

      @Override
      public void flush() {
        if (full && !letters.isEmpty()) {
          throw new IllegalStateException("the letters could not be kept");
        }
        KEPT.addAll(letters);
      }

      @Override
      public void close() {
        OPEN.decrementAndGet();
      }
    };
  }
}
