package io.tidemark.spark.decode;

import io.tidemark.kafka.DeadLetter;
import java.io.Serializable;

/** The destination of dead letters: records that cannot be counted. */
public interface DeadLetterSink extends Serializable {
  /** Discards dead letters. */
  DeadLetterSink NONE =
      () ->
          new Outbox() {
            @Override
            public void add(DeadLetter deadLetter) {}

            @Override
            public void flush() {}

            @Override
            public void close() {}
          };

  /** Opens an outbox for one task. */
  Outbox open();

  /** Sends the dead letters of one task. */
  interface Outbox extends AutoCloseable {
    /** Sends a dead letter; it may be in flight when the method returns. */
    void add(DeadLetter deadLetter);

    /**
     * Waits until all dead letters are stored. If it throws, the task fails and is executed again.
     */
    void flush();

    @Override
    void close();
  }
}
