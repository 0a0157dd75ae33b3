package io.tidemark.spark.source;

import io.tidemark.spark.watermark.PartitionWatermark;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.kafka010.KafkaMicroBatchStream;
import org.apache.spark.sql.kafka010.KafkaSourceProvider;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * A data source for {@code readStream().format(ColumnarKafkaSource.FORMAT)} and for batch queries.
 * It replaces Spark's {@code kafka} source and has the same options, columns, offsets and
 * checkpoints, because Spark's source plans every batch. Only the tasks differ; see {@link
 * RangeReader}. With the option {@link PartitionWatermark#OPTION} the source sets the watermark of
 * the query, and {@link #EPOCH_RECORDS} and {@link #EPOCH_GROUPS} bound its epochs.
 *
 * <p>It does not support {@code failOnDataLoss=false} and {@code includeHeaders}.
 */
public final class ColumnarKafkaSource implements TableProvider {
  /** The name of the source for {@code format}. */
  public static final String FORMAT = ColumnarKafkaSource.class.getName();

  /** The option for the most records of an epoch; with a watermark only. */
  public static final String EPOCH_RECORDS = "epochRecords";

  /** The option for about how many groups an epoch may change; with a watermark only. */
  public static final String EPOCH_GROUPS = "epochGroups";

  /** The first epoch of a run has no more records than this: nothing is known of their groups. */
  public static final long FIRST_EPOCH_RECORDS = EpochSize.FIRST;

  private final KafkaSourceProvider kafka = new KafkaSourceProvider();

  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    return kafka.inferSchema(options);
  }

  @Override
  public Table getTable(StructType schema, Transform[] partitions, Map<String, String> options) {
    CaseInsensitiveStringMap all = new CaseInsensitiveStringMap(options);
    if (all.getBoolean("includeHeaders", false) || !all.getBoolean("failOnDataLoss", true)) {
      throw new IllegalArgumentException(
          "this source has no headers, and fails when data is lost: leave out includeHeaders and"
              + " failOnDataLoss");
    }
    return new Topics((SupportsRead) kafka.getTable(schema, partitions, options));
  }

  /** Whether a scan is one of this source. */
  static boolean isScan(Scan scan) {
    return scan instanceof TopicScan;
  }

  private record Topics(SupportsRead planned) implements SupportsRead {
    @Override
    public String name() {
      return planned.name();
    }

    @Override
    public Column[] columns() {
      return planned.columns();
    }

    @Override
    public Set<TableCapability> capabilities() {
      return Set.of(TableCapability.BATCH_READ, TableCapability.MICRO_BATCH_READ);
    }

    @Override
    public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
      return () ->
          new TopicScan(
              planned.newScanBuilder(options).build(),
              PartitionWatermark.of(options.get(PartitionWatermark.OPTION)),
              new EpochSize(
                  options.getLong(EPOCH_RECORDS, Long.MAX_VALUE),
                  options.getLong(EPOCH_GROUPS, Long.MAX_VALUE)));
    }
  }

  private record TopicScan(Scan planned, PartitionWatermark watermark, EpochSize size)
      implements Scan {
    @Override
    public StructType readSchema() {
      return planned.readSchema();
    }

    @Override
    public String description() {
      return planned.description();
    }

    @Override
    public ColumnarSupportMode columnarSupportMode() {
      return ColumnarSupportMode.SUPPORTED;
    }

    @Override
    public Batch toBatch() {
      return new PlannedBatch(planned.toBatch());
    }

    @Override
    public MicroBatchStream toMicroBatchStream(String checkpoint) {
      return new PlannedStream(
          (KafkaMicroBatchStream) planned.toMicroBatchStream(checkpoint),
          watermark,
          new EpochPlan(watermark == null ? 0 : watermark.delay()),
          size);
    }
  }

  private record PlannedBatch(Batch planned) implements Batch {
    @Override
    public InputPartition[] planInputPartitions() {
      return planned.planInputPartitions();
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
      return new RangeReader.Factory(false);
    }
  }
}
