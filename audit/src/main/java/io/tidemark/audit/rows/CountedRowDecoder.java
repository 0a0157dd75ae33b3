package io.tidemark.audit.rows;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.audit.station.WindowRange;
import io.tidemark.model.definition.AggregateFunction;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.Measure;
import io.tidemark.model.definition.RowColumn;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.row.RowReader;
import io.tidemark.model.row.UnreadableRow;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Decodes of the rows of an aggregated topic what the audit counts. Rows in JSON are read without a
 * tree. Not thread-safe.
 */
public final class CountedRowDecoder {
  private final StreamDefinition.Aggregated aggregated;
  private final RowReader reader;
  private final WindowRange range;
  private final List<Measure> measures;

  /** The measures but the count of readings: a row must have each. */
  private final List<RowColumn> columns;

  private final CountedRowValues values;
  private final CountedRow row;

  /** Null for rows in Avro. */
  private final JsonRowScanner scanner;

  /** Consecutive rows are mostly of the same window. */
  private String lastStart;

  private long lastWindow;

  /**
   * @param range the windows whose rows are decoded
   */
  public CountedRowDecoder(StreamDefinition.Aggregated aggregated, WindowRange range) {
    this.aggregated = aggregated;
    this.range = range;
    reader =
        aggregated.isAvro()
            ? RowReader.ofAvro(maybeLacking(aggregated), aggregated.schemas().source())
            : RowReader.of(aggregated);
    measures =
        aggregated.measures().stream()
            .filter(measure -> measure.function() == AggregateFunction.SUM)
            .toList();
    columns =
        RowColumn.measures(aggregated).stream()
            .filter(column -> !column.name().equals(aggregated.readings().name()))
            .toList();
    values =
        new CountedRowValues(
            aggregated.by().stream().map(Field::name).toList(),
            aggregated.readings().name(),
            measures.stream().map(Measure::name).toList(),
            columns.stream().map(RowColumn::name).toList());
    row = new CountedRow(measures.size());
    scanner = aggregated.isAvro() ? null : new JsonRowScanner(values);
  }

  /** A row in Avro of another definition may lack measures; only one in range must have them. */
  private static List<RowColumn> maybeLacking(StreamDefinition.Aggregated aggregated) {
    List<RowColumn> all = new ArrayList<>(RowColumn.keys(aggregated));
    RowColumn.measures(aggregated).forEach(measure -> all.add(measure.asOptional()));
    return all;
  }

  /** The measures that are sums, in the order of {@link CountedRow#sum}. */
  public List<Measure> sums() {
    return measures;
  }

  /** The measures but the count of readings, in the order of {@link CountedRow#lacking}. */
  public List<RowColumn> columns() {
    return columns;
  }

  /**
   * Decodes one record.
   *
   * @param value may be null
   * @return the same object each time; null for a row of a window out of range, which may be of
   *     another definition
   * @throws UnreadableRow when it is no row of the definition
   * @throws RuntimeException when the source of schemas does not answer
   */
  public CountedRow decode(byte[] value) throws UnreadableRow {
    values.clear();
    if (scanner == null || value == null || value.length == 0) {
      values.take(reader.read(value));
    } else {
      scanner.scan(value);
    }
    row.window = window();
    if (!range.contains(row.window)) {
      return null;
    }
    if (row.window != aggregated.windowStart(row.window)) {
      throw new UnreadableRow(StreamDefinition.WINDOW_START + ": no window starts at this time");
    }
    row.lacking.clear();
    for (int i = 0; i < columns.size(); i++) {
      row.lacking.set(i, values.lacks(i, columns.get(i).optional()));
    }
    groups();
    row.readings = readings();
    sums(row.sums);
    return row;
  }

  /** The groups of a record that was decoded, as a person reads them. */
  public String shownGroups(byte[] value) {
    try {
      JsonNode tree = reader.read(value);
      return aggregated.by().size() == 1
          ? tree.path(aggregated.by().get(0).name()).asText()
          : aggregated.by().stream()
              .map(field -> tree.path(field.name()).toString())
              .collect(Collectors.joining(",", "[", "]"));
    } catch (UnreadableRow e) {
      throw new IllegalArgumentException(e);
    }
  }

  private long window() throws UnreadableRow {
    String text = values.start();
    if (text.equals(lastStart)) {
      return lastWindow;
    }
    long start;
    try {
      start = Instant.parse(text).toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      throw new UnreadableRow(StreamDefinition.WINDOW_START + ": expected a time in ISO 8601");
    }
    lastStart = text;
    lastWindow = start;
    return start;
  }

  /** A group without a value is null, where the definition allows it. */
  private void groups() throws UnreadableRow {
    row.key.begin();
    for (int i = 0; i < aggregated.by().size(); i++) {
      Field field = aggregated.by().get(i);
      if (!values.addGroup(i, row.key, field.nullable())) {
        throw new UnreadableRow(field.name() + ": missing");
      }
    }
    row.key.end();
  }

  private long readings() throws UnreadableRow {
    long readings = values.readings();
    if (readings < 1) {
      throw new UnreadableRow(aggregated.readings().name() + ": expected a count of at least 1");
    }
    return readings;
  }

  /** The sum of no value is null; a row without the column lacks the measure. */
  private void sums(BigDecimal[] into) throws UnreadableRow {
    for (int i = 0; i < into.length; i++) {
      into[i] = values.hasSum(i) ? values.sum(i, measures.get(i).nullable()) : BigDecimal.ZERO;
      if (into[i] == null) {
        throw new UnreadableRow(measures.get(i).name() + ": expected a number");
      }
    }
  }
}
