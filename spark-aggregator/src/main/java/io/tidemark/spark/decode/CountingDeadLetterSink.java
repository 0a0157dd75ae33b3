package io.tidemark.spark.decode;

import io.tidemark.kafka.DeadLetter;
import org.apache.spark.util.LongAccumulator;

/**
 * Counts letters on their way.
 *
 * @param count what tasks that ended well have sent; a task that is done again counts again
 */
public record CountingDeadLetterSink(DeadLetterSink kept, LongAccumulator count)
    implements DeadLetterSink {

  @Override
  public Outbox open() {
    Outbox outbox = kept.open();
    return new Outbox() {
      @Override
      public void add(DeadLetter letter) {
        outbox.add(letter);
        count.add(1);
      }

      @Override
      public void flush() {
        outbox.flush();
      }

      @Override
      public void close() {
        outbox.close();
      }
    };
  }
}
