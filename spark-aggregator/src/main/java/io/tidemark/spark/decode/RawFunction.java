package io.tidemark.spark.decode;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.record.TimeLimits;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Decodes a raw record inside a query: its value, partition, offset and arrival (epoch
 * milliseconds) in, a row of {@link RawReadings#schema} out. Spark's generated code calls {@link
 * #invoke}; so it must be public. The function goes to the tasks inside the plan.
 *
 * <p>It says that it is not deterministic, because it keeps dead letters. So Spark calls it once
 * for a record: the optimizer neither copies it into the expressions that use its result nor moves
 * a filter below it.
 */
public final class RawFunction implements ScalarFunction<InternalRow> {
  private static final long serialVersionUID = 1;

  private final StreamDefinition definition;
  private final TimeLimits limits;
  private final DeadLetterSink deadLetters;

  /**
   * Spark gives each task a copy; where one serves several tasks, each has its own state all the
   * same.
   */
  private final transient Map<TaskContext, Task> tasks = new ConcurrentHashMap<>();

  private transient Task last;

  private record Task(TaskDecoder decoder, ReadingRow row) {}

  RawFunction(StreamDefinition definition, TimeLimits limits, DeadLetterSink deadLetters) {
    this.definition = definition;
    this.limits = limits;
    this.deadLetters = deadLetters;
  }

  private Object readResolve() {
    return new RawFunction(definition, limits, deadLetters);
  }

  @Override
  public String name() {
    return "decode";
  }

  @Override
  public DataType[] inputTypes() {
    return new DataType[] {
      DataTypes.BinaryType, DataTypes.IntegerType, DataTypes.LongType, DataTypes.LongType
    };
  }

  @Override
  public DataType resultType() {
    return RawReadings.schema(definition);
  }

  @Override
  public boolean isResultNullable() {
    return false;
  }

  @Override
  public boolean isDeterministic() {
    return false;
  }

  /**
   * Decodes one record.
   *
   * @return a row that the next call overwrites
   * @throws IllegalStateException when it is called outside of a task
   */
  public InternalRow invoke(byte[] value, int partition, long offset, long arrival) {
    TaskContext context = TaskContext.get();
    Task task = last;
    if (task == null || task.decoder.task() != context) {
      if (context == null) {
        throw new IllegalStateException("raw records can be decoded in a task only");
      }
      task = tasks.computeIfAbsent(context, this::open);
      last = task;
    }
    String problem = task.decoder.decode(value, partition, offset, arrival);
    return problem == null ? task.row.of(task.decoder.reading()) : task.row.ofProblem(problem);
  }

  private Task open(TaskContext context) {
    context.addTaskCompletionListener((TaskCompletionListener) tasks::remove);
    return new Task(
        new TaskDecoder(definition, limits, deadLetters, context), new ReadingRow(definition));
  }

  /** Stands in plans that people read: nothing of the settings, among which may be passwords. */
  @Override
  public String toString() {
    return name();
  }
}
