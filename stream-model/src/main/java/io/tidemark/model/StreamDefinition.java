package io.tidemark.model;

import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A stream: what its raw readings look like and what is computed from them. Everything that the
 * project sends, expects, stores or compares follows from it. The grammar is in {@code
 * streams/README.md}.
 *
 * @param name names the stream's checkpoint, its ledgers and its dead letters
 */
public record StreamDefinition(String name, Raw raw, Aggregated aggregated)
    implements Serializable {
  /** To be changed when the job keeps another state for the same definition. */
  private static final String LAYOUT = "layout 3";

  /** The field of a closing heartbeat; no reading may have it. */
  public static final String HEARTBEAT = "heartbeat";

  /** The aggregate's column with the start of the window, {@code __time} in Druid. */
  public static final String WINDOW_START = "window_start";

  /** The aggregate's column with the end of the window, which is no longer part of it. */
  public static final String WINDOW_END = "window_end";

  /**
   * The raw readings.
   *
   * @param key the field that keys the Kafka records, the entity
   * @param time the field with the event time
   * @param fields in the order in which they are written
   */
  public record Raw(String topic, Field key, Field time, List<Field> fields)
      implements Serializable {
    public Raw {
      fields = List.copyOf(fields);
    }

    /** The numbers that are measured: those that the audit adds up. */
    public List<Field> measured() {
      return fields.stream()
          .filter(field -> field.type().isNumber() && !field.equals(key))
          .toList();
    }

    /** The place of a field in the record, counted from 0. */
    public int indexOf(Field field) {
      return fields.indexOf(field);
    }
  }

  /**
   * What is computed from the readings.
   *
   * @param window the length of a window; windows start at whole multiples since 1970
   * @param watermark how long a window waits for readings that are late
   * @param deduplicate whether a reading that comes again, equal in every field, counts once
   * @param by the fields that group the readings of a window; may be empty
   */
  public record Aggregated(
      String topic,
      Duration window,
      Duration watermark,
      boolean deduplicate,
      List<Field> by,
      List<Measure> measures)
      implements Serializable {
    public Aggregated {
      by = List.copyOf(by);
      measures = List.copyOf(measures);
    }

    /** The columns of the aggregated record in the order in which they are written. */
    public List<Column> columns() {
      List<Column> columns = new ArrayList<>();
      columns.add(new Column(WINDOW_START, Column.Type.INSTANT, 0));
      columns.add(new Column(WINDOW_END, Column.Type.INSTANT, 0));
      by.forEach(field -> columns.add(Column.of(field.name(), field)));
      measures.forEach(measure -> columns.add(measure.column()));
      return List.copyOf(columns);
    }

    /** The measure that counts readings, the first of them; the audit adds it up. */
    public Measure readings() {
      return measures.stream()
          .filter(measure -> measure.function() == Function.COUNT)
          .findFirst()
          .orElseThrow();
    }

    /** The start of the window that an event time falls into; both in epoch milliseconds. */
    public long windowStart(long time) {
      long length = window.toMillis();
      return Math.floorDiv(time, length) * length;
    }
  }

  /** The raw fields that the aggregation looks at, in the order in which they are written. */
  public List<Field> used() {
    return raw.fields().stream()
        .filter(
            field ->
                aggregated.deduplicate()
                    || field.equals(raw.time())
                    || aggregated.by().contains(field)
                    || aggregated.measures().stream()
                        .anyMatch(measure -> field.equals(measure.field())))
        .toList();
  }

  /** The topic of what cannot be counted: malformed records and impossible event times. */
  public String deadLetterTopic() {
    return name + "-dead-letter";
  }

  /**
   * What decides on the state of an aggregation, as text. A checkpoint fits a definition as long as
   * this is the same; units and simulations do not matter to it.
   */
  public String stateShape() {
    return LAYOUT
        + raw.fields().stream()
            .map(field -> field.name() + " " + field.type() + " " + field.scale())
            .collect(Collectors.joining(", ", "; fields ", ""))
        + "; window "
        + aggregated.window()
        + ", watermark "
        + aggregated.watermark()
        + (aggregated.deduplicate() ? ", deduplicated" : "")
        + aggregated.by().stream().map(Field::name).collect(Collectors.joining(", ", "; by ", ""))
        + aggregated.measures().stream()
            .map(
                measure ->
                    measure.name()
                        + " "
                        + measure.function()
                        + (measure.field() == null ? "" : " " + measure.field().name()))
            .collect(Collectors.joining(", ", "; measures ", ""));
  }

  /**
   * Reads and checks a definition.
   *
   * @throws DefinitionException with file, line and what was expected
   */
  public static StreamDefinition read(Path file) {
    return DefinitionReader.read(file);
  }
}
