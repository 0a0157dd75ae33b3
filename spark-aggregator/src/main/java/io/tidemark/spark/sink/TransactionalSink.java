package io.tidemark.spark.sink;

import io.tidemark.spark.watermark.PartitionWatermark;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.SupportsWrite;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.Write;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.connector.write.streaming.StreamingDataWriterFactory;
import org.apache.spark.sql.connector.write.streaming.StreamingWrite;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * A sink for {@code writeStream().format(TransactionalSink.FORMAT)} and for batch queries. The rows
 * have the columns {@code key}, a string, {@code value}, bytes, and {@code topic}, a string.
 * Options: {@code topic}, an existing topic under which the epochs are kept; any producer setting
 * with the prefix {@code kafka.}; {@value #QUERY}, the id that names the epochs, by default Spark's
 * id of the query; {@value #CLAIMED}, topics with commas between them that the query has claimed;
 * {@link PartitionWatermark#OPTION}, the watermark of the query, which keeps with each epoch what
 * was read.
 *
 * <p>Every task writes its rows and the epoch in one Kafka transaction; a batch query is one epoch.
 * See {@link EpochWriter}.
 */
public final class TransactionalSink implements TableProvider {
  /** The name of the sink for {@code format}. */
  public static final String FORMAT = TransactionalSink.class.getName();

  /** The option for the id of the query. */
  public static final String QUERY = "query";

  /** The option for the topics that the query has claimed, see {@link WriterClaims}. */
  public static final String CLAIMED = "claimed";

  static final String KEY = "key";
  static final String VALUE = "value";
  static final String TOPIC = "topic";

  private static final StructType SCHEMA =
      new StructType()
          .add(KEY, DataTypes.StringType)
          .add(VALUE, DataTypes.BinaryType)
          .add(TOPIC, DataTypes.StringType);

  private static final String CLIENT = "kafka.";
  private static final WriterCommitMessage COMMITTED = new Committed();

  /** The empty commit message: everything is already committed in Kafka. */
  private record Committed() implements WriterCommitMessage {}

  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    return SCHEMA;
  }

  @Override
  public Table getTable(StructType schema, Transform[] partitions, Map<String, String> options) {
    return new Topic(options.get(TOPIC));
  }

  /**
   * The last epoch of which a task has committed rows. Attempts that may still run are fenced
   * first.
   *
   * @param options of the sink, {@value #QUERY} among them
   * @param partitions of the query
   */
  public static OptionalLong lastEpoch(Map<String, String> options, int partitions) {
    return epochs(options, options.get(QUERY)).last(partitions);
  }

  /**
   * The last epoch of which a task has committed rows, as the broker knows it now: attempts that
   * run are not disturbed.
   *
   * @param options of the sink, {@value #QUERY} among them
   * @param partitions of the query
   */
  public static OptionalLong lastEpochSeen(Map<String, String> options, int partitions) {
    return epochs(options, options.get(QUERY)).lastSeen(partitions);
  }

  private static CommittedEpochs epochs(Map<String, String> options, String queryId) {
    Map<String, String> client = new HashMap<>();
    options.forEach(
        (name, value) -> {
          if (name.startsWith(CLIENT)) {
            client.put(name.substring(CLIENT.length()), value);
          }
        });
    String claimed = options.get(CLAIMED);
    return new CommittedEpochs(
        client,
        options.get(TOPIC),
        options.getOrDefault(QUERY, queryId),
        claimed == null ? List.of() : List.of(claimed.split(",")));
  }

  /** The topic as a writable table of Spark. */
  private record Topic(String topic) implements SupportsWrite {
    @Override
    public String name() {
      return "kafka " + topic;
    }

    @Override
    public Column[] columns() {
      return new Column[] {
        Column.create(KEY, DataTypes.StringType),
        Column.create(VALUE, DataTypes.BinaryType),
        Column.create(TOPIC, DataTypes.StringType)
      };
    }

    @Override
    public Set<TableCapability> capabilities() {
      return Set.of(TableCapability.STREAMING_WRITE, TableCapability.BATCH_WRITE);
    }

    @Override
    public WriteBuilder newWriteBuilder(LogicalWriteInfo info) {
      CommittedEpochs epochs = epochs(info.options().asCaseSensitiveMap(), info.queryId());
      return new WriteBuilder() {
        @Override
        public Write build() {
          return new TopicWrite(
              epochs, PartitionWatermark.of(info.options().get(PartitionWatermark.OPTION)));
        }
      };
    }
  }

  private record TopicWrite(CommittedEpochs epochs, PartitionWatermark watermark) implements Write {
    @Override
    public StreamingWrite toStreaming() {
      return new StreamWrite(epochs, watermark);
    }

    @Override
    public BatchWrite toBatch() {
      return new OneEpoch(epochs);
    }
  }

  /**
   * The transaction of a task is its commit; the driver only keeps what the watermark is computed
   * from. Spark's commit coordinator is not used, because Kafka fences the older of two attempts at
   * a task.
   *
   * @param watermark null if the query has none
   */
  private record StreamWrite(CommittedEpochs epochs, PartitionWatermark watermark)
      implements StreamingWrite {
    @Override
    public StreamingDataWriterFactory createStreamingWriterFactory(PhysicalWriteInfo info) {
      CommittedEpochs to = epochs;
      String plan = PlanDigest.of();
      return (partition, task, epoch) ->
          new EpochWriter(to, partition, new CommittedEpochs.Epoch(epoch, plan), true, COMMITTED);
    }

    @Override
    public boolean useCommitCoordinator() {
      return false;
    }

    @Override
    public void commit(long epoch, WriterCommitMessage[] messages) {
      if (watermark != null) {
        watermark.commit(epoch);
      }
    }

    @Override
    public void abort(long epoch, WriterCommitMessage[] messages) {}
  }

  private record OneEpoch(CommittedEpochs epochs) implements BatchWrite {
    @Override
    public DataWriterFactory createBatchWriterFactory(PhysicalWriteInfo info) {
      CommittedEpochs to = epochs;
      CommittedEpochs.Epoch only = new CommittedEpochs.Epoch(0, "");
      return (partition, task) -> new EpochWriter(to, partition, only, false, COMMITTED);
    }

    @Override
    public boolean useCommitCoordinator() {
      return false;
    }

    @Override
    public void commit(WriterCommitMessage[] messages) {}

    @Override
    public void abort(WriterCommitMessage[] messages) {}
  }
}
