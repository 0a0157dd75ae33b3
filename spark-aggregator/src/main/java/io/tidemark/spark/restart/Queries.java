package io.tidemark.spark.restart;

import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;

/** Queries that were started together, and end together. */
public interface Queries extends AutoCloseable {
  /**
   * Waits until all have ended, or one has failed.
   *
   * @throws StreamingQueryException when one has failed
   */
  void await() throws StreamingQueryException;

  /** Stops those that still run. */
  @Override
  void close();

  /** A single query, which continues from its checkpoint. */
  static Queries of(StreamingQuery query) {
    return new Queries() {
      @Override
      public void await() throws StreamingQueryException {
        query.awaitTermination();
      }

      @Override
      public void close() {
        try {
          if (query.isActive()) {
            query.stop();
          }
        } catch (TimeoutException e) {
          // the checkpoint is always consistent, so the process may exit during a batch
          System.err.println("the last batch did not end in time; the next run does it again");
        }
      }
    };
  }
}
