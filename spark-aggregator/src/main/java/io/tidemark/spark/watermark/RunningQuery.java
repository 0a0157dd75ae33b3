package io.tidemark.spark.watermark;

import java.util.UUID;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.streaming.runtime.MicroBatchExecution;
import org.apache.spark.sql.execution.streaming.runtime.StreamExecution;

/** The query that the current thread executes. */
public final class RunningQuery {
  private RunningQuery() {}

  /** In the thread of a query only. */
  public static MicroBatchExecution current() {
    SparkSession session = SparkSession.active();
    String id = session.sparkContext().getLocalProperty(StreamExecution.QUERY_ID_KEY());
    return (MicroBatchExecution)
        ((org.apache.spark.sql.classic.SparkSession) session)
            .sharedState()
            .activeStreamingQueries()
            .get(UUID.fromString(id));
  }
}
