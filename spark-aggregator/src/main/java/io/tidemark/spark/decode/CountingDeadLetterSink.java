package io.tidemark.spark.decode;

import io.tidemark.kafka.DeadLetter;
import org.apache.spark.util.LongAccumulator;

/**
 * Counts dead letters and passes them to another sink.
 *
 * @param count dead letters of successful tasks; a task that is executed again counts again
 */
public record CountingDeadLetterSink(DeadLetterSink target, LongAccumulator count)
    implements DeadLetterSink {

  @Override
  public Outbox open() {
    Outbox outbox = target.open();
    return new Outbox() {
      @Override
      public void add(DeadLetter deadLetter) {
        outbox.add(deadLetter);
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
