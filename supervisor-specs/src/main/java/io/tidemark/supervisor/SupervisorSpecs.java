package io.tidemark.supervisor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tidemark.cli.UsageError;
import io.tidemark.model.definition.AggregatedColumn;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.Sketches;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.model.row.RowSection;
import io.tidemark.model.yaml.RawSection;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * The Kafka supervisor specs of a stream, one for each of its topics. A datasource, its topic and
 * its supervisor share one name. Each spec can be posted to Druid unchanged.
 */
public final class SupervisorSpecs {
  private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";

  /** The type of the input format of this project's Druid extension. */
  static final String INPUT_FORMAT = "tidemark";

  /**
   * The settings of a consumer that Druid takes from a <a
   * href="https://druid.apache.org/docs/33.0.0/ingestion/kafka-ingestion#consumer-properties">provider</a>
   * if they are objects.
   */
  private static final Set<String> PROVIDED =
      Set.of(
          "druid.dynamic.config.provider",
          "ssl.key.password",
          "ssl.keystore.password",
          "ssl.truststore.password");

  private static final ObjectMapper JSON = new ObjectMapper();

  private SupervisorSpecs() {}

  /**
   * The spec of the raw topic: one row per reading, none for heartbeats and malformed records. Any
   * Druid can read a definition that is plain; the others need this project's extension.
   *
   * @param definition with the registry's address, if its records are Avro
   * @param kafka the settings of Druid's consumers, with the brokers' address; Druid's metadata
   *     store keeps them, passwords included unless a provider stands in their place
   */
  public static ObjectNode raw(StreamDefinition definition, Properties kafka) {
    StreamDefinition.Raw raw = definition.raw();
    String timeFormat = raw.isPlain() ? format(raw.time().format()) : "millis";
    ObjectNode schema = dataSchema(raw.topic(), raw.time().name(), timeFormat);
    ArrayNode dimensions = schema.withObjectProperty("dimensionsSpec").putArray("dimensions");
    for (Field field : raw.fields()) {
      if (!field.equals(raw.time())) {
        dimension(dimensions, type(field.type()), field.name());
      }
    }
    if (raw.isPlain()) {
      ReadingFilter.filter(schema.putObject("transformSpec").putObject("filter"), raw);
    }
    ObjectNode spec = spec(schema, raw.topic(), kafka);
    ObjectNode inputFormat = spec.withObject("/spec/ioConfig/inputFormat");
    if (raw.isPlain()) {
      ReadingFilter.format(inputFormat, raw);
    } else {
      inputFormat.put("type", INPUT_FORMAT).set("raw", RawSection.toJson(raw));
      if (raw.isAvro()) {
        inputFormat.put("registry", raw.schemas().address());
      }
    }
    return spec;
  }

  /** Druid's names for the formats of an event time that is written plainly. */
  private static String format(TimeFormat format) {
    return switch (format) {
      case MILLISECONDS -> "millis";
      case SECONDS -> "posix";
      case YYYYMMDD -> "yyyyMMdd";
      case ISO -> "iso";
      case MICROSECONDS, NANOSECONDS, RECORD, PATTERN ->
          throw new IllegalArgumentException(format + " is not plain");
    };
  }

  /**
   * The spec of an aggregated topic: one row per record, {@code __time} is the start of the window.
   * A sketch is a metric, which queries merge; without rollup each row keeps its own.
   *
   * @param definition with one aggregated topic, and with the registry's address if its rows are
   *     Avro
   */
  public static ObjectNode aggregated(StreamDefinition definition, Properties kafka) {
    StreamDefinition.Aggregated aggregated = definition.aggregated();
    ObjectNode schema = dataSchema(aggregated.topic(), StreamDefinition.WINDOW_START, "iso");
    ArrayNode dimensions = schema.withObjectProperty("dimensionsSpec").putArray("dimensions");
    for (AggregatedColumn column : aggregated.columns()) {
      if (!column.name().equals(StreamDefinition.WINDOW_START) && !column.type().isSketch()) {
        dimension(dimensions, type(column.type()), column.name());
      }
    }
    List<AggregatedColumn> sketches =
        aggregated.columns().stream().filter(column -> column.type().isSketch()).toList();
    if (!sketches.isEmpty()) {
      ArrayNode metrics = schema.putArray("metricsSpec");
      sketches.forEach(column -> sketch(metrics.addObject(), column));
    }
    ObjectNode spec = spec(schema, aggregated.topic(), kafka);
    if (aggregated.isAvro()) {
      ObjectNode inputFormat = spec.withObject("/spec/ioConfig/inputFormat");
      inputFormat.put("type", INPUT_FORMAT).set("aggregated", RowSection.toJson(aggregated));
      inputFormat.put("registry", aggregated.schemas().address());
    }
    return spec;
  }

  /** The text of a spec file; equal specs give equal text on every machine. */
  public static String text(ObjectNode spec) {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter()
            .withObjectIndenter(indenter)
            .withArrayIndenter(indenter)
            .withSeparators(
                DefaultPrettyPrinter.DEFAULT_SEPARATORS.withObjectFieldValueSpacing(
                    Separators.Spacing.AFTER));
    try {
      return JSON.writer(printer).writeValueAsString(spec) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ObjectNode dataSchema(String datasource, String timeColumn, String timeFormat) {
    ObjectNode schema = JSON.createObjectNode().put("dataSource", datasource);
    schema.putObject("timestampSpec").put("column", timeColumn).put("format", timeFormat);
    // filled by the caller; added here to keep the order of Druid's documentation
    schema.putObject("dimensionsSpec");
    schema
        .putObject("granularitySpec")
        .put("type", "uniform")
        .put("segmentGranularity", "day")
        .put("queryGranularity", "none")
        .put("rollup", false);
    return schema;
  }

  private static void dimension(ArrayNode dimensions, String type, String name) {
    dimensions.addObject().put("type", type).put("name", name);
  }

  private static void sketch(ObjectNode metric, AggregatedColumn column) {
    boolean hll = column.type() == AggregatedColumn.Type.HLL;
    metric.put("type", hll ? "HLLSketchMerge" : "KllDoublesSketchMerge");
    metric.put("name", column.name()).put("fieldName", column.name());
    if (hll) {
      metric.put("lgK", Sketches.HLL_LOG2_REGISTERS).put("tgtHllType", "HLL_4");
    } else {
      metric.put("k", Sketches.KLL_K);
    }
  }

  private static String type(FieldType type) {
    return switch (type) {
      case TIMESTAMP, INT -> "long";
      case DECIMAL -> "double";
      case STRING, BOOLEAN -> "string";
    };
  }

  private static String type(AggregatedColumn.Type type) {
    return switch (type) {
      case INT -> "long";
      case DECIMAL -> "double";
      case INSTANT, STRING, BOOLEAN -> "string";
      case HLL, KLL -> throw new IllegalArgumentException("a sketch is a metric");
    };
  }

  /** A setting of a consumer: its text, or the object that tells Druid where to get it. */
  private static JsonNode setting(String name, String value) {
    if (!PROVIDED.contains(name) || !value.startsWith("{")) {
      return TextNode.valueOf(value);
    }
    try {
      return JSON.readTree(value);
    } catch (JsonProcessingException e) {
      throw new UsageError(
          "the setting "
              + name
              + " of Druid's consumers: expected a JSON object, found a '{' and then "
              + e.getOriginalMessage());
    }
  }

  private static ObjectNode spec(ObjectNode schema, String topic, Properties kafka) {
    ObjectNode supervisor = JSON.createObjectNode().put("type", "kafka");
    ObjectNode spec = supervisor.putObject("spec");
    spec.set("dataSchema", schema);
    ObjectNode io = spec.putObject("ioConfig");
    io.put("topic", topic);
    io.putObject("inputFormat").put("type", "json");
    ObjectNode consumer = io.putObject("consumerProperties");
    consumer.put(BOOTSTRAP_SERVERS, kafka.getProperty(BOOTSTRAP_SERVERS));
    for (String name : new TreeSet<>(kafka.stringPropertyNames())) {
      consumer.set(name, setting(name, kafka.getProperty(name)));
    }
    io.put("taskCount", 1);
    io.put("replicas", 1);
    // below PT1M every task fails while the supervisor's state is RUNNING
    io.put("taskDuration", "PT1H");
    // includes the records from before the supervisor
    io.put("useEarliestOffset", true);
    // by default the first task begins five seconds later
    io.put("startDelay", "PT1S");
    ObjectNode tuning = spec.putObject("tuningConfig").put("type", "kafka");
    // bounds a task's rows on the heap; two such tasks fit into 512 MiB together with others
    tuning.put("maxRowsInMemory", 100_000);
    tuning.put("maxBytesInMemory", 32L << 20);
    tuning.put("maxRowsPerSegment", 5_000_000);
    // the supervisor's /parseErrors lists unparseable records, the log does not
    tuning.put("logParseExceptions", false);
    tuning.put("maxSavedParseExceptions", 100);
    // an automatic reset would lose or duplicate readings
    tuning.put("resetOffsetAutomatically", false);
    // a backfill replaces published segments while the supervisor runs
    supervisor.putObject("context").put("useConcurrentLocks", true);
    return supervisor;
  }
}
