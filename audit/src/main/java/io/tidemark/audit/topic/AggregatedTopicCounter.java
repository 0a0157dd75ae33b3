package io.tidemark.audit.topic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tidemark.audit.station.RepeatedRows;
import io.tidemark.audit.station.StationCount;
import io.tidemark.model.definition.AggregateFunction;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.Measure;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.row.RowReader;
import io.tidemark.model.row.UnreadableRow;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Adds up the rows of the aggregated topic. A row is known by its window and its groups, read from
 * the row itself: of each only one may be there.
 */
final class AggregatedTopicCounter implements Consumer<ConsumerRecord<byte[], byte[]>> {
  private static final int SAMPLES = 5;

  private static final class Window {
    /** As JSON, so that several groups, a null and a text cannot be taken for one another. */
    private final Set<String> groups = new HashSet<>();

    private final Map<String, BigDecimal> sums = new HashMap<>();
    private long readings;
  }

  private static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String reason) {
      super(reason, null, false, false);
    }
  }

  private final StreamDefinition.Aggregated aggregated;
  private final RowReader reader;
  private final List<Measure> sums;
  private final Map<Long, Window> windows = new HashMap<>();
  private final FlawedRecordCounter unreadable = new FlawedRecordCounter();
  private final List<String> repeatedKeys = new ArrayList<>();
  private long repeatedRows;
  private long rows;

  AggregatedTopicCounter(StreamDefinition definition) {
    aggregated = definition.aggregated();
    reader = RowReader.of(aggregated);
    sums =
        aggregated.measures().stream()
            .filter(measure -> measure.function() == AggregateFunction.SUM)
            .toList();
  }

  @Override
  public void accept(ConsumerRecord<byte[], byte[]> record) {
    rows++;
    try {
      add(reader.read(record.value()));
    } catch (UnreadableRow | Unreadable e) {
      unreadable.add(record, e.getMessage());
    }
  }

  private void add(JsonNode row) throws Unreadable {
    long start = windowStart(row);
    ArrayNode groups = groups(row);
    JsonNode readings = row.path(aggregated.readings().name());
    if (!readings.canConvertToLong() || !readings.isIntegralNumber() || readings.asLong() < 1) {
      throw new Unreadable(aggregated.readings().name() + ": expected a count of at least 1");
    }
    for (Measure sum : sums) {
      JsonNode value = row.path(sum.name());
      if (!value.isNumber() && !(value.isNull() && sum.nullable())) {
        throw new Unreadable(sum.name() + ": expected a number");
      }
    }
    Window window = windows.computeIfAbsent(start, ignored -> new Window());
    if (!window.groups.add(groups.toString())) {
      repeatedRows++;
      if (repeatedKeys.size() < SAMPLES) {
        repeatedKeys.add(shown(groups) + "|" + Instant.ofEpochMilli(start));
      }
    }
    window.readings += readings.asLong();
    for (Measure sum : sums) {
      // the sum of no value is null; for a JSON null the decimal value is 0
      window.sums.merge(sum.name(), number(row.path(sum.name())), BigDecimal::add);
    }
  }

  /** Reports show decimals without zeros at their ends. */
  private static BigDecimal number(JsonNode value) {
    BigDecimal number = value.decimalValue();
    return value.isBigDecimal() ? number.stripTrailingZeros() : number;
  }

  private long windowStart(JsonNode row) throws Unreadable {
    try {
      long start = Instant.parse(row.path(StreamDefinition.WINDOW_START).asText()).toEpochMilli();
      if (start == aggregated.windowStart(start)) {
        return start;
      }
    } catch (DateTimeException | ArithmeticException e) {
      throw new Unreadable(StreamDefinition.WINDOW_START + ": expected a time in ISO 8601");
    }
    throw new Unreadable(StreamDefinition.WINDOW_START + ": no window starts at this time");
  }

  /** A group without a value is null, where the definition allows it. */
  private ArrayNode groups(JsonNode row) throws Unreadable {
    ArrayNode groups = JsonNodeFactory.instance.arrayNode();
    for (Field field : aggregated.by()) {
      JsonNode group = row.get(field.name());
      if (group == null || !group.isValueNode() || group.isNull() && !field.nullable()) {
        throw new Unreadable(field.name() + ": missing");
      }
      groups.add(group);
    }
    return groups;
  }

  private static String shown(ArrayNode groups) {
    return groups.size() == 1 ? groups.get(0).asText() : groups.toString();
  }

  AggregatedTopic station() {
    return new AggregatedTopic(
        count(), unreadable.records(), RepeatedRows.withKeys(repeatedRows, repeatedKeys));
  }

  private StationCount count() {
    SortedMap<Long, Long> readings = new TreeMap<>();
    Map<Long, Map<String, BigDecimal>> byField = new HashMap<>();
    windows.forEach(
        (start, window) -> {
          readings.put(start, window.readings);
          byField.put(start, fieldSums(window));
        });
    return StationCount.of(rows, readings, byField);
  }

  private Map<String, BigDecimal> fieldSums(Window window) {
    Map<String, BigDecimal> byField = new HashMap<>();
    sums.forEach(sum -> byField.put(sum.field().name(), window.sums.get(sum.name())));
    return byField;
  }
}
