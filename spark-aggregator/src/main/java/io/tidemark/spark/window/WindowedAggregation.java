package io.tidemark.spark.window;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.hll_union_agg;
import static org.apache.spark.sql.functions.kll_merge_agg_double;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.timestamp_millis;
import static org.apache.spark.sql.functions.unix_millis;
import static org.apache.spark.sql.functions.when;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.Measure;
import io.tidemark.model.definition.Sketches;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.model.record.TimeLimits;
import io.tidemark.spark.decode.DeadLetterSink;
import io.tidemark.spark.decode.RawReadings;
import io.tidemark.spark.decode.ReadingInput;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.EventTimeWatermark;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;

/**
 * The aggregation of readings into windows. It is one pure function for streams, which emit a
 * window when the watermark passes its end, and for batches, where the watermark has no effect.
 */
public final class WindowedAggregation {
  /** The event time on which Spark's watermark is defined. */
  static final String EVENT_TIME = "__event_time";

  /** The window, a structure of its start and its end. */
  static final String WINDOW = "__window";

  private static final String COUNT = PartialAggregation.COUNT;
  private static final String VALUE = "value";

  private WindowedAggregation() {}

  /**
   * Decodes Kafka's records and aggregates them.
   *
   * @param records as for {@link io.tidemark.spark.source.RawRecords#of}
   * @param limits the event times that are possible
   * @param deadLetters receives every record that cannot be counted, before the watermark is
   *     computed
   * @return a row for each window and group, with the columns of the definition: instants as
   *     timestamps, decimals at their scale, sketches as base64; with several kinds of windows also
   *     {@link PartialAggregation#KIND}
   */
  public static Dataset<Row> ofRecords(
      Dataset<Row> records,
      StreamDefinition definition,
      TimeLimits limits,
      DeadLetterSink deadLetters) {
    return of(
        List.of(ReadingInput.ofRecords(records, definition, limits, deadLetters)), definition);
  }

  /**
   * Aggregates readings.
   *
   * @param inputs the readings; a stream has one input
   * @return as {@link #ofRecords}
   */
  public static Dataset<Row> of(List<ReadingInput<?>> inputs, StreamDefinition definition) {
    if (!definition.aggregated().deduplicate()) {
      Dataset<Row> parts = union(inputs, input -> PartialAggregation.decode(input, definition));
      return together(timely(parts, definition), definition);
    }
    Dataset<Row> readings = union(inputs, input -> RawReadings.rows(input, definition));
    Dataset<Row> once = once(timely(readings, definition), definition);
    return together(PartialAggregation.ofReadings(once, definition), definition);
  }

  private static Dataset<Row> union(
      List<ReadingInput<?>> inputs, Function<ReadingInput<?>, Dataset<Row>> rows) {
    return inputs.stream().map(rows).reduce(Dataset::union).orElseThrow();
  }

  /** Defines the watermark on every event time, then removes heartbeats. */
  private static Dataset<Row> timely(Dataset<Row> rows, StreamDefinition definition) {
    StreamDefinition.Aggregated aggregated = definition.aggregated();
    return rows.withColumn(
            EVENT_TIME,
            timestamp_millis(col(definition.raw().time().name()).plus(shift(aggregated))))
        .withWatermark(EVENT_TIME, aggregated.watermark().toMillis() + " milliseconds")
        .where(isNoHeartbeat());
  }

  /** Merges the parts of each window. */
  private static Dataset<Row> together(Dataset<Row> parts, StreamDefinition definition) {
    List<Column> by = new ArrayList<>();
    by.add(col(WINDOW));
    if (PartialAggregation.hasKinds(definition)) {
      by.add(col(PartialAggregation.KIND));
    }
    definition.aggregated().by().forEach(field -> by.add(col(field.name())));
    List<Column> states = new ArrayList<>();
    MeasureState.of(definition).forEach(measure -> states.addAll(states(measure)));
    return parts
        .select(col("*"), window(definition.aggregated()))
        .groupBy(by.toArray(Column[]::new))
        .agg(sum(COUNT).as(COUNT), states.toArray(Column[]::new))
        .select(results(definition).toArray(Column[]::new));
  }

  /**
   * The window as Spark's function {@code window} creates it. With this column metadata Spark drops
   * late rows and evicts windows by their ends.
   */
  private static Column window(StreamDefinition.Aggregated aggregated) {
    Metadata mark =
        new MetadataBuilder()
            .putLong(EventTimeWatermark.delayKey(), aggregated.watermark().toMillis())
            .build();
    long shift = shift(aggregated);
    return struct(
            timestamp_millis(col(PartialAggregation.START).plus(shift)).as("start"),
            timestamp_millis(col(PartialAggregation.END).plus(shift)).as("end"))
        .as(WINDOW, mark);
  }

  /**
   * Keeps one of the readings that are equal in every field, no values among them; a stream keeps
   * its state within the watermark.
   */
  private static Dataset<Row> once(Dataset<Row> readings, StreamDefinition definition) {
    List<String> names = new ArrayList<>();
    definition.raw().fields().forEach(field -> names.add(field.name()));
    if (definition.raw().hasFineTimes()) {
      names.add(RawReadings.NANOS);
    }
    String[] all = names.toArray(String[]::new);
    return readings.isStreaming()
        ? readings.dropDuplicatesWithinWatermark(all)
        : readings.dropDuplicates(all);
  }

  /**
   * Is false for heartbeats. The expression refers to the event time so that the optimizer does not
   * push the filter below the watermark, which must include heartbeats.
   */
  private static Column isNoHeartbeat() {
    return expr("if(" + RawReadings.HEARTBEAT + ", " + EVENT_TIME + ", null) is null");
  }

  /**
   * The shift of event times for the watermark, in milliseconds. Spark's watermark starts at 1970
   * and treats every earlier window as late, so all possible event times are shifted to later ones,
   * by a whole number of windows.
   */
  public static long shift(StreamDefinition.Aggregated aggregated) {
    return -aggregated.windowStart(TimeFormat.EARLIEST);
  }

  private static Column instant(Column moved, StreamDefinition.Aggregated aggregated) {
    return timestamp_millis(unix_millis(moved).minus(shift(aggregated)));
  }

  /** The state of a measure while its window is open; no value changes none of it. */
  private static List<Column> states(MeasureState measure) {
    String first = measure.column(0);
    return switch (measure.function()) {
      case COUNT -> List.of();
      case COUNT_VALUES, SUM, AVG, STDDEV ->
          measure.columns().stream().map(state -> sum(state).as(state)).toList();
      case MIN -> List.of(min(first).as(first));
      case MAX -> List.of(max(first).as(first));
      case FIRST -> List.of(min(moment(measure)).as(first));
      case LAST -> List.of(max(moment(measure)).as(first));
      case DISTINCT -> List.of(hll_union_agg(col(first)).as(first));
      case QUANTILES -> List.of(kll_merge_agg_double(col(first), Sketches.KLL_K).as(first));
    };
  }

  /**
   * Time and value together, so that the result does not depend on the order of arrival; null
   * without a value. For numbers with event times in milliseconds it is one number, 2⁶⁴ × time +
   * value, because Spark falls back to a sort for a state that is a structure.
   */
  private static Column moment(MeasureState measure) {
    List<String> columns = measure.columns();
    String time = columns.get(0);
    String value = columns.get(columns.size() - 1);
    if (isNumber(measure)) {
      return expr(
          "cast(`%s` as decimal(20, 0)) * 18446744073709551616BD + cast(`%s` as decimal(20, 0))"
              .formatted(time, value));
    }
    List<Column> members = new ArrayList<>();
    columns.subList(0, columns.size() - 1).forEach(column -> members.add(col(column)));
    members.add(col(value).as(VALUE));
    Column moment = struct(members.toArray(Column[]::new));
    // a structure of nulls is not null
    return measure.measure().nullable() ? when(col(time).isNotNull(), moment) : moment;
  }

  /** Whether the state of a first or last value is one number. */
  private static boolean isNumber(MeasureState measure) {
    return !measure.isText() && !measure.fine();
  }

  private static Column valueOf(MeasureState measure) {
    Column moment = col(measure.column(0));
    return FixedPointColumns.value(
        isNumber(measure) ? FixedPointColumns.lowest64Bits(moment) : moment.getField(VALUE),
        measure.measure().column());
  }

  private static List<Column> results(StreamDefinition definition) {
    StreamDefinition.Aggregated aggregated = definition.aggregated();
    List<Column> results = new ArrayList<>();
    results.add(instant(col(WINDOW + ".start"), aggregated).as(StreamDefinition.WINDOW_START));
    results.add(instant(col(WINDOW + ".end"), aggregated).as(StreamDefinition.WINDOW_END));
    for (Field field : aggregated.by()) {
      Column group = col(field.name());
      results.add(
          field.type() == FieldType.BOOLEAN
              ? FixedPointColumns.bool(group).as(field.name())
              : group);
    }
    boolean fine = definition.raw().hasFineTimes();
    for (Measure measure : aggregated.measures()) {
      results.add(
          (measure.field() == null ? col(COUNT) : result(new MeasureState(measure, fine)))
              .as(measure.name()));
    }
    if (PartialAggregation.hasKinds(definition)) {
      results.add(col(PartialAggregation.KIND));
    }
    return results;
  }

  private static Column result(MeasureState state) {
    Measure measure = state.measure();
    Column[] states = state.columns().stream().map(functions::col).toArray(Column[]::new);
    Column count = state.hasValueCount() ? states[states.length - 1] : col(COUNT);
    return switch (measure.function()) {
      case COUNT -> col(COUNT);
      case COUNT_VALUES -> states[0];
      case SUM -> FixedPointColumns.sum(states[0], states[1], measure.column());
      case AVG ->
          FixedPointColumns.average(
              states[0], states[1], count, measure.field().scale(), measure.column());
      case STDDEV ->
          FixedPointColumns.deviation(states, count, measure.field().scale(), measure.column());
      case MIN, MAX -> FixedPointColumns.value(states[0], measure.column());
      case FIRST, LAST -> valueOf(state);
      case DISTINCT -> SketchEncoding.hll(states[0]);
      case QUANTILES -> SketchEncoding.kll(states[0]);
    };
  }
}
