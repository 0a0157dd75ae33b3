package io.tidemark.spark.source;

import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.execution.ColumnarToRowTransition;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import scala.Function1;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * The records of a {@link ColumnarKafkaSource} as rows that are views of its columns: a value is
 * the array that the consumer returned. Spark's {@code ColumnarToRowExec} copies each record
 * instead. A row is valid until the next one is read.
 */
public final class RecordViewExec extends SparkPlan implements ColumnarToRowTransition {
  private static final long serialVersionUID = 1L;

  private final SparkPlan child;

  /**
   * @param child a scan that returns batches of {@link RecordColumns}
   */
  public RecordViewExec(SparkPlan child) {
    this.child = child;
  }

  @Override
  public SparkPlan child() {
    return child;
  }

  @Override
  public Seq<Attribute> output() {
    return child.output();
  }

  @Override
  public Partitioning outputPartitioning() {
    return child.outputPartitioning();
  }

  @Override
  public Seq<SortOrder> outputOrdering() {
    return child.outputOrdering();
  }

  @Override
  public RDD<InternalRow> doExecute() {
    // one batch after the other: the source shows the next only when the rows of the last are read
    return child.executeColumnar().toJavaRDD().flatMap(ColumnarBatch::rowIterator).rdd();
  }

  @Override
  public SparkPlan withNewChildInternal(SparkPlan newChild) {
    return new RecordViewExec(newChild);
  }

  // what Spark's class leaves abstract, its trait has, but Java prefers the class

  @Override
  public Seq<SparkPlan> children() {
    return ColumnarToRowTransition.super.children();
  }

  @Override
  public SparkPlan mapChildren(Function1<SparkPlan, SparkPlan> function) {
    return ColumnarToRowTransition.super.mapChildren(function);
  }

  @Override
  public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> children) {
    return ColumnarToRowTransition.super.withNewChildrenInternal(children);
  }

  @Override
  public String verboseStringWithOperatorId() {
    return ColumnarToRowTransition.super.verboseStringWithOperatorId();
  }

  @Override
  public int productArity() {
    return 1;
  }

  @Override
  public Object productElement(int index) {
    return child;
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof RecordViewExec;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RecordViewExec view && child.equals(view.child);
  }

  @Override
  public int hashCode() {
    return child.hashCode();
  }
}
