package io.tidemark.lake;

import io.tidemark.cli.UserError;
import io.tidemark.kafka.TopicOffsets;
import io.tidemark.model.definition.AggregateFunction;
import io.tidemark.model.definition.AggregatedColumn;
import io.tidemark.model.definition.Durations;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.Measure;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.StreamDefinition.Aggregated;
import io.tidemark.model.definition.TimeForm;
import io.tidemark.model.definition.TimeFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/**
 * A table of a stream as its definition has it. An existing table may have more columns, and wider
 * types: write by name and by the schema of the table.
 *
 * @param stream the exact name of the stream
 * @param table the name of the table in the stream's namespace
 * @param schema with field ids for a new table
 */
public record TableLayout(String stream, String table, Schema schema, PartitionSpec partitions) {
  /** The table of the readings. */
  public static final String READINGS = "readings";

  /** The table of the windows; that of one of several kinds begins with it. */
  public static final String WINDOWS = "windows";

  /** The partition of the Kafka topic that the record was read from, an int. */
  public static final String KAFKA_PARTITION = "kafka_partition";

  /** The offset of the record in that partition, a long. */
  public static final String KAFKA_OFFSET = "kafka_offset";

  /** After the name of the event time: the column of its places below the microsecond. */
  public static final String NANOS = "_nanos";

  /** The table property with the exact name of the stream. */
  public static final String STREAM = "tidemark.stream";

  /**
   * The table property with the offsets up to which the topic is in the table, by partition: {@code
   * {"0":17,"1":12}}. It changes in the commit that adds the rows.
   */
  public static final String OFFSETS = "tidemark.offsets";

  /** The table property with the id of the topic that {@link #OFFSETS} are of. */
  public static final String TOPIC_ID = "tidemark.topic-id";

  /** The precision of a fixed-point number; Parquet keeps such a decimal as a long. */
  private static final int PRECISION = 18;

  /** The precision of sums, which may exceed 64 bits, and of what is computed from them. */
  private static final int WIDE = 38;

  /** The letters of a pattern for a fraction of a second, from which on it has nanoseconds. */
  private static final Pattern NANO_LETTERS = Pattern.compile("SSSSSSS|n|N");

  private static final Pattern QUOTED = Pattern.compile("'[^']*'");
  private static final long DAY = Duration.ofDays(1).toMillis();

  /**
   * The table of the readings: the fields of the record, then the derived ones, in the order of the
   * definition, then {@link #NANOS} if {@link #hasNanos}, {@link #KAFKA_PARTITION} and {@link
   * #KAFKA_OFFSET}. Partitioned by the hour of the event time.
   *
   * @throws UserError when two columns would have the same name
   */
  public static TableLayout readings(StreamDefinition definition) {
    Field time = definition.raw().time();
    Columns columns = new Columns(definition.name(), READINGS);
    for (Field field : definition.raw().all()) {
      columns.add(field.name(), type(field), field.nullable(), field.unit());
    }
    if (hasNanos(definition)) {
      columns.add(
          time.name() + NANOS,
          Types.IntegerType.get(),
          false,
          "nanoseconds of " + time.name() + " below the microsecond, 0 to 999");
    }
    Schema schema = columns.withPlaceInKafka();
    return new TableLayout(
        definition.name(),
        READINGS,
        schema,
        PartitionSpec.builderFor(schema).hour(time.name()).build());
  }

  /**
   * The tables of the windows, one for each kind, in the order of the definition: the columns of
   * the aggregated record, then {@link #KAFKA_PARTITION} and {@link #KAFKA_OFFSET}. Partitioned by
   * the day of the window's start, or by its month when a window begins once a day or less often:
   * windows are far fewer than readings, and hours would make many small files.
   *
   * @throws UserError when two columns would have the same name
   */
  public static List<TableLayout> windows(StreamDefinition definition) {
    return definition.aggregates().stream().map(one -> windows(definition, one)).toList();
  }

  /**
   * The table of the windows of one kind.
   *
   * @param definition with all kinds of windows
   * @param topic the aggregated topic of the windows
   */
  public static TableLayout windows(StreamDefinition definition, String topic) {
    return windows(definition).get(definition.aggregatedTopics().indexOf(topic));
  }

  /** The tables of the stream: that of the readings first. */
  public static List<TableLayout> all(StreamDefinition definition) {
    List<TableLayout> all = new ArrayList<>();
    all.add(readings(definition));
    all.addAll(windows(definition));
    return List.copyOf(all);
  }

  private static TableLayout windows(StreamDefinition definition, Aggregated one) {
    String table = windowsTable(definition, one);
    Columns columns = new Columns(definition.name(), table);
    columns.add(StreamDefinition.WINDOW_START, Types.TimestampType.withZone(), false, null);
    columns.add(StreamDefinition.WINDOW_END, Types.TimestampType.withZone(), false, null);
    for (Field field : one.by()) {
      columns.add(field.name(), type(field), field.nullable(), field.unit());
    }
    for (Measure measure : one.measures()) {
      boolean optional = measure.nullable() || measure.function() == AggregateFunction.STDDEV;
      String unit = measure.field() == null ? null : measure.field().unit();
      columns.add(measure.name(), type(measure), optional, unit);
    }
    Schema schema = columns.withPlaceInKafka();
    PartitionSpec.Builder partitions = PartitionSpec.builderFor(schema);
    return new TableLayout(
        definition.name(),
        table,
        schema,
        (one.slide().toMillis() < DAY
                ? partitions.day(StreamDefinition.WINDOW_START)
                : partitions.month(StreamDefinition.WINDOW_START))
            .build());
  }

  /**
   * Whether event times of the stream may have places below the microsecond, the finest unit of a
   * timestamp.
   */
  public static boolean hasNanos(StreamDefinition definition) {
    Field time = definition.raw().time();
    if (!definition.raw().hasFineTimes()) {
      return false;
    }
    TimeForm form = time.raw().time();
    return form.format() == TimeFormat.PATTERN
        ? NANO_LETTERS.matcher(QUOTED.matcher(form.pattern()).replaceAll("")).find()
        : form.format() != TimeFormat.MICROSECONDS || time.raw().lenient();
  }

  /** The stream's name as a namespace: SQL needs quotes around a name with {@code -}. */
  public static String namespace(StreamDefinition definition) {
    return namespace(definition.name());
  }

  private static String namespace(String stream) {
    return stream.replace('-', '_');
  }

  /**
   * How far the topic of a table is in it; {@link TopicOffsets#NONE} before its first rows.
   *
   * @param properties of the table
   * @throws IllegalArgumentException when {@link #OFFSETS} is something else
   */
  public static TopicOffsets offsets(Map<String, String> properties) {
    String text = properties.get(OFFSETS);
    return text == null ? TopicOffsets.NONE : TopicOffsets.parse(text);
  }

  /** The table in the catalog. */
  public TableIdentifier identifier() {
    return TableIdentifier.of(Namespace.of(namespace(stream)), table);
  }

  /** The table for people, and in SQL: {@code lake.sensor_data.readings}. */
  public String fullName() {
    return LakeCatalog.NAME + "." + identifier();
  }

  /** The properties of a new table. */
  Map<String, String> properties() {
    return Map.of(
        "format-version",
        "2",
        STREAM,
        stream,
        "write.parquet.compression-codec",
        "zstd",
        "write.metadata.delete-after-commit.enabled",
        "true",
        "write.metadata.previous-versions-max",
        "20");
  }

  private static String windowsTable(StreamDefinition definition, Aggregated one) {
    if (definition.aggregates().size() == 1) {
      return WINDOWS;
    }
    String length = WINDOWS + "_" + shortest(one.window());
    return one.overlap() == 1 ? length : length + "_every_" + shortest(one.slide());
  }

  private static String shortest(Duration duration) {
    return Durations.format(duration);
  }

  private static Type type(Field field) {
    return switch (field.type()) {
      case TIMESTAMP -> Types.TimestampType.withZone();
      case INT -> Types.LongType.get();
      case DECIMAL -> Types.DecimalType.of(PRECISION, field.scale());
      case STRING -> Types.StringType.get();
      case BOOLEAN -> Types.BooleanType.get();
    };
  }

  private static Type type(Measure measure) {
    AggregatedColumn column = measure.column();
    return switch (measure.function()) {
      case COUNT, COUNT_VALUES -> Types.LongType.get();
      case SUM, AVG, STDDEV -> Types.DecimalType.of(WIDE, column.scale());
      case MIN, MAX, FIRST, LAST -> type(measure.field());
      // Bytes, not base64: the sketch functions of Spark and of DuckDB's extension take them.
      case DISTINCT, QUANTILES -> Types.BinaryType.get();
    };
  }

  /** Collects columns; SQL does not tell names by case. */
  private static final class Columns {
    private final String stream;
    private final String table;
    private final List<NestedField> fields = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    Columns(String stream, String table) {
      this.stream = stream;
      this.table = table;
    }

    void add(String name, Type type, boolean optional, String doc) {
      if (!names.add(name.toLowerCase(Locale.ROOT))) {
        throw new UserError(
            "the lake's table "
                + table
                + " of stream "
                + stream
                + " would have two columns "
                + name
                + ", apart from upper and lower case: rename the field in the definition");
      }
      int id = fields.size() + 1;
      fields.add(
          optional
              ? NestedField.optional(id, name, type, doc)
              : NestedField.required(id, name, type, doc));
    }

    Schema withPlaceInKafka() {
      add(KAFKA_PARTITION, Types.IntegerType.get(), false, null);
      add(KAFKA_OFFSET, Types.LongType.get(), false, null);
      return new Schema(fields);
    }
  }
}
