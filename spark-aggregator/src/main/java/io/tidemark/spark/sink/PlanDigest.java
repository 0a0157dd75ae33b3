package io.tidemark.spark.sink;

import io.tidemark.spark.watermark.RunningQuery;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.execution.streaming.checkpointing.OffsetSeq;
import org.apache.spark.sql.execution.streaming.runtime.MicroBatchExecution;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.OptionConverters;

/**
 * A digest of the plan of an epoch: where it ends, its watermark, and when it was planned. An epoch
 * that is executed again has the same plan. An older copy of the checkpoint, and a copy with which
 * another job runs, plan an epoch of the same number anew.
 */
final class PlanDigest {
  private PlanDigest() {}

  /** Of the epoch that the current thread executes; in the thread of a query only. */
  static String of() {
    MicroBatchExecution query = RunningQuery.current();
    String epoch =
        SparkSession.active().sparkContext().getLocalProperty(MicroBatchExecution.BATCH_ID_KEY());
    OffsetSeq plan = query.offsetLog().get(Long.parseLong(epoch)).get();
    StringBuilder text = new StringBuilder();
    OptionConverters.toJava(plan.metadata())
        .ifPresent(
            settings ->
                text.append(settings.batchTimestampMs())
                    .append(' ')
                    .append(settings.batchWatermarkMs()));
    CollectionConverters.asJava(plan.offsets())
        .forEach(end -> text.append('\n').append(end.map(Offset::json).getOrElse(() -> "-")));
    return UUID.nameUUIDFromBytes(text.toString().getBytes(StandardCharsets.UTF_8)).toString();
  }
}
