package io.tidemark.spark.source;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Coalesce;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.UnixMillis;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.ColumnarRule;
import org.apache.spark.sql.execution.DeserializeToObjectExec;
import org.apache.spark.sql.execution.ProjectExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.datasources.v2.BatchScanExec;
import org.apache.spark.sql.execution.datasources.v2.MicroBatchScanExec;
import org.apache.spark.sql.types.ObjectType;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractPartialFunction;

/**
 * A rule of Spark's planner for queries that read {@link RawRecords} directly from a {@link
 * ColumnarKafkaSource}: they get the records of a poll as they are. Without the rule Spark copies
 * each record into a row, and its value once more into an object. Other queries are planned as
 * before.
 */
public final class RecordsByReference extends Rule<SparkPlan> {
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

  private static SparkPlan byReference(DeserializeToObjectExec objects) {
    if (!objects.outputObjAttr().dataType().equals(new ObjectType(RawRecords.class))
        || !(objects.child() instanceof ProjectExec projection)
        || !isSource(projection.child())) {
      return objects;
    }
    Map<String, NamedExpression> columns = new HashMap<>();
    for (NamedExpression column : CollectionConverters.asJava(projection.projectList())) {
      columns.put(column.name(), column);
    }
    return columns.get(RawRecords.BATCH_TIME) instanceof Alias time
            && time.child().foldable()
            && columns.get(RawRecords.VALUE) instanceof Attribute value
            && isOfSource(RawRecords.VALUE, value)
            && Stream.of(RawRecords.PARTITION, RawRecords.OFFSET, RawRecords.TIMESTAMP)
                .allMatch(column -> isOfSource(column, columns.get(column)))
        ? new RawRecordsExec(
            projection.child(), objects.outputObjAttr(), (long) time.child().eval(null))
        : objects;
  }

  /** Whether a column is the source's, as {@link RawRecords#of} reads it. */
  private static boolean isOfSource(String column, Object expression) {
    if (expression instanceof Alias alias) {
      return isOfSource(column, alias.child());
    }
    if (expression instanceof Coalesce coalesce) {
      return isOfSource(column, coalesce.children().head());
    }
    if (expression instanceof UnixMillis millis) {
      return isOfSource(column, millis.child());
    }
    return expression instanceof Attribute attribute && attribute.name().equals(column);
  }

  private static boolean isSource(SparkPlan plan) {
    return plan instanceof MicroBatchScanExec stream && stream.stream() instanceof PlannedStream
        || plan instanceof BatchScanExec batch && ColumnarKafkaSource.isScan(batch.scan());
  }
}
