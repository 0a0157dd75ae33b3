package io.tidemark.spark.decode;

import io.tidemark.kafka.DeadLetter;
import java.io.Serializable;

/** Where records are kept that cannot be counted. */
public interface DeadLetterSink extends Serializable {
  /** Keeps nothing, for who only looks. */
  DeadLetterSink NONE =
      () ->
          new Outbox() {
            @Override
            public void add(DeadLetter letter) {}

            @Override
            public void flush() {}

            @Override
            public void close() {}
          };

  /** Opens an outbox for one task. */
  Outbox open();

  /** The letters of one task. */
  interface Outbox extends AutoCloseable {
    /** Sends a letter, or throws. */
    void add(DeadLetter letter);

    /** Returns once all letters are kept, or throws: then the task fails and is done again. */
    void flush();

    @Override
    void close();
  }
}
