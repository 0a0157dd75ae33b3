package io.tidemark.druid.input;

import com.fasterxml.jackson.databind.InjectableValues;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.druid.data.input.ColumnsFilter;
import org.apache.druid.data.input.InputFormat;
import org.apache.druid.data.input.InputRow;
import org.apache.druid.data.input.InputRowSchema;
import org.apache.druid.data.input.impl.ByteEntity;
import org.apache.druid.data.input.impl.DimensionSchema;
import org.apache.druid.data.input.impl.DimensionsSpec;
import org.apache.druid.data.input.impl.JsonInputFormat;
import org.apache.druid.data.input.impl.TimestampSpec;
import org.apache.druid.data.input.kafka.KafkaRecordEntity;
import org.apache.druid.indexing.common.task.FilteringCloseableInputRowIterator;
import org.apache.druid.indexing.seekablestream.SettableByteEntity;
import org.apache.druid.jackson.DefaultObjectMapper;
import org.apache.druid.java.util.common.parsers.ParseException;
import org.apache.druid.math.expr.ExprMacroTable;
import org.apache.druid.math.expr.ExpressionProcessing;
import org.apache.druid.segment.DimensionHandlerUtils;
import org.apache.druid.segment.incremental.ParseExceptionHandler;
import org.apache.druid.segment.incremental.SimpleRowIngestionMeters;
import org.apache.druid.segment.transform.TransformSpec;
import org.apache.druid.segment.transform.TransformingInputEntityReader;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * Druid's reader of one spec, as a task of the Kafka supervisor calls it: the input format, the
 * timestamp, the filter, and the count of records that it cannot parse. {@link DruidClasses} loads
 * it in a class loader of its own, so it takes and returns types of the JDK only.
 */
public final class SpecReader implements Function<byte[], List<Map<String, Object>>> {
  private static final ObjectMapper MAPPER = mapper();

  private final DimensionsSpec dimensions;
  private final SettableByteEntity<ByteEntity> entity = new SettableByteEntity<>();
  private final TransformingInputEntityReader reader;
  private final SimpleRowIngestionMeters meters = new SimpleRowIngestionMeters();
  private final ParseExceptionHandler unparseable =
      new ParseExceptionHandler(meters, false, Integer.MAX_VALUE, 1);

  /**
   * @param spec the text of a supervisor spec of a raw topic
   */
  public SpecReader(String spec) throws IOException {
    JsonNode root = MAPPER.readTree(spec);
    JsonNode schema = root.at("/spec/dataSchema");
    dimensions = MAPPER.convertValue(schema.path("dimensionsSpec"), DimensionsSpec.class);
    InputRowSchema rows =
        new InputRowSchema(
            MAPPER.convertValue(schema.path("timestampSpec"), TimestampSpec.class),
            dimensions,
            ColumnsFilter.all());
    TransformSpec transform =
        schema.has("transformSpec")
            ? MAPPER.convertValue(schema.path("transformSpec"), TransformSpec.class)
            : TransformSpec.NONE;
    InputFormat format =
        JsonInputFormat.withLineSplittable(
            MAPPER.convertValue(root.at("/spec/ioConfig/inputFormat"), InputFormat.class), false);
    reader =
        new TransformingInputEntityReader(
            format.createReader(rows, entity, new File(".")), transform.toTransformer());
  }

  private static ObjectMapper mapper() {
    ExpressionProcessing.initializeForTests();
    ObjectMapper mapper = new DefaultObjectMapper();
    mapper.registerModules(new TidemarkDruidModule().getJacksonModules());
    mapper.setInjectableValues(
        new InjectableValues.Std().addValue(ExprMacroTable.class, ExprMacroTable.nil()));
    return mapper;
  }

  /** The rows of one record: {@code __time} and the dimensions. */
  @Override
  public List<Map<String, Object>> apply(byte[] record) {
    return read(new ByteEntity(record));
  }

  /** The rows of a record with its timestamp, in epoch milliseconds. */
  List<Map<String, Object>> apply(byte[] record, long timestamp) {
    return read(
        new KafkaRecordEntity(
            new ConsumerRecord<>(
                "t",
                0,
                0,
                timestamp,
                TimestampType.CREATE_TIME,
                -1,
                -1,
                null,
                record,
                new RecordHeaders(),
                Optional.empty())));
  }

  /** Druid's reason why it could not parse a record, the last one. */
  String reason() {
    return unparseable.getSavedParseExceptionReports().getLatest(0).getDetails().get(0);
  }

  long unparseable() {
    return meters.getUnparseable();
  }

  private List<Map<String, Object>> read(ByteEntity record) {
    List<Map<String, Object>> result = new ArrayList<>();
    entity.setEntity(record);
    // as StreamChunkParser does it
    try (FilteringCloseableInputRowIterator rows =
        new FilteringCloseableInputRowIterator(
            reader.read(), row -> row != null, meters, unparseable)) {
      rows.forEachRemaining(row -> result.add(values(row)));
    } catch (ParseException e) {
      unparseable.handle(e);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return result;
  }

  private Map<String, Object> values(InputRow row) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("__time", row.getTimestampFromEpoch());
    for (DimensionSchema dimension : dimensions.getDimensions()) {
      Object raw = row.getRaw(dimension.getName());
      values.put(
          dimension.getName(),
          switch (dimension.getColumnType().getType()) {
            case LONG -> DimensionHandlerUtils.convertObjectToLong(raw, true);
            case DOUBLE -> positiveZero(DimensionHandlerUtils.convertObjectToDouble(raw, true));
            default -> DimensionHandlerUtils.convertObjectToString(raw);
          });
    }
    return values;
  }

  /** Druid keeps -0.0 as a double; in decimals there is one zero. */
  private static Double positiveZero(Double number) {
    return number == null ? null : number + 0.0;
  }
}
