package io.tidemark.spark.source;

import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.expressions.AliasHelper;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.ColumnarRule;
import org.apache.spark.sql.execution.DeserializeToObjectExec;
import org.apache.spark.sql.execution.ProjectExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.datasources.v2.BatchScanExec;
import org.apache.spark.sql.execution.datasources.v2.MicroBatchScanExec;
import scala.runtime.AbstractPartialFunction;

/**
 * A rule of Spark's planner for queries that make objects of the records of a {@link
 * ColumnarKafkaSource}, as {@code Dataset.mapPartitions} does: the objects are made of the source's
 * columns. Without the rule Spark copies each record into a row, and its value once more into the
 * object. Other queries are planned as before.
 */
public final class RecordsByReference extends Rule<SparkPlan> implements AliasHelper {
  private RecordsByReference() {}

  /** Adds the rule to a session. */
  public static void addTo(SparkSessionExtensions extensions) {
    extensions.injectColumnar(session -> new BeforeTransitions());
  }

  /** Spark adds its own transitions from columns to rows afterwards. */
  private static final class BeforeTransitions extends ColumnarRule {
    @Override
    public Rule<SparkPlan> preColumnarTransitions() {
      return new RecordsByReference();
    }
  }

  @Override
  public SparkPlan apply(SparkPlan plan) {
    return plan.transformUp(
        new AbstractPartialFunction<SparkPlan, SparkPlan>() {
          @Override
          public boolean isDefinedAt(SparkPlan node) {
            return node instanceof DeserializeToObjectExec;
          }

          @Override
          public SparkPlan apply(SparkPlan node) {
            return byReference((DeserializeToObjectExec) node);
          }
        });
  }

  private SparkPlan byReference(DeserializeToObjectExec objects) {
    SparkPlan source = objects.child();
    var deserializer = objects.deserializer();
    if (source instanceof ProjectExec projection) {
      source = projection.child();
      deserializer = replaceAlias(deserializer, getAliasMap(projection.projectList()));
    }
    // Spark evaluates a projection once, and this rule perhaps several times
    return isSource(source) && deserializer.deterministic()
        ? new DeserializeToObjectExec(
            deserializer, objects.outputObjAttr(), new RecordViewExec(source))
        : objects;
  }

  private static boolean isSource(SparkPlan plan) {
    return plan instanceof MicroBatchScanExec stream && stream.stream() instanceof PlannedStream
        || plan instanceof BatchScanExec batch && ColumnarKafkaSource.isScan(batch.scan());
  }
}
