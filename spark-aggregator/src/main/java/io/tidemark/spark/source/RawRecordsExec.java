package io.tidemark.spark.source;

import java.util.List;
import java.util.Objects;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.execution.ColumnarToRowTransition;
import org.apache.spark.sql.execution.SparkPlan;
import scala.Function1;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The records of a {@link ColumnarKafkaSource} as objects, one {@link RawRecords} for each poll: no
 * row is made of them. Spark's {@code ColumnarToRowExec} copies each record, and its {@code
 * DeserializeToObjectExec} makes an object of each.
 */
public final class RawRecordsExec extends SparkPlan implements ColumnarToRowTransition {
  private static final long serialVersionUID = 1L;

  private final SparkPlan child;
  private final Attribute objects;
  private final long batchTime;

  /**
   * @param child a scan that returns batches of {@link RecordColumns}
   * @param objects the one column of the result
   * @param batchTime as for {@link RawRecords#batchTime}
   */
  public RawRecordsExec(SparkPlan child, Attribute objects, long batchTime) {
    this.child = child;
    this.objects = objects;
    this.batchTime = batchTime;
  }

  @Override
  public SparkPlan child() {
    return child;
  }

  @Override
  public Seq<Attribute> output() {
    return CollectionConverters.asScala(List.of(objects)).toSeq();
  }

  @Override
  public RDD<InternalRow> doExecute() {
    long time = batchTime;
    return child
        .executeColumnar()
        .toJavaRDD()
        .<InternalRow>map(batch -> row((RecordColumns.Batch) batch, time))
        .rdd();
  }

  private static InternalRow row(RecordColumns.Batch batch, long time) {
    return new GenericInternalRow(new Object[] {new RawRecords(batch.records(), time)});
  }

  @Override
  public SparkPlan withNewChildInternal(SparkPlan newChild) {
    return new RawRecordsExec(newChild, objects, batchTime);
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
  public AttributeSet producedAttributes() {
    return AttributeSet.apply(objects);
  }

  // Spark copies a plan by its public constructor, with these as the arguments

  @Override
  public int productArity() {
    return 3;
  }

  @Override
  public Object productElement(int index) {
    return switch (index) {
      case 0 -> child;
      case 1 -> objects;
      default -> batchTime;
    };
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof RawRecordsExec;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RawRecordsExec that
        && child.equals(that.child)
        && objects.equals(that.objects)
        && batchTime == that.batchTime;
  }

  @Override
  public int hashCode() {
    return Objects.hash(child, objects, batchTime);
  }
}
