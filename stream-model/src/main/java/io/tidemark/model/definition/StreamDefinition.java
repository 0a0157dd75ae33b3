package io.tidemark.model.definition;

import io.tidemark.model.encoding.Encoding;
import io.tidemark.model.encoding.SchemaIds;
import io.tidemark.model.encoding.Schemas;
import io.tidemark.model.expression.Condition;
import io.tidemark.model.expression.Reading;
import java.io.Serializable;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The definition of a stream: its raw readings and what is computed from them. Everything that the
 * project sends, expects, stores or compares is derived from it. The grammar is in {@code
 * streams/README.md}.
 *
 * @param name names the stream's checkpoint, its ledgers and its dead letters
 * @param aggregates one for each kind of window, and each with a topic of its own; what differs
 *     between them is the topic, the window and the slide
 * @param dashboard what is shown of it
 */
public record StreamDefinition(
    String name, Raw raw, List<Aggregated> aggregates, Dashboard dashboard)
    implements Serializable {
  /** The syntax of a stream's name. */
  public static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,99}");

  /** The suffix of the dead-letter topic after the stream's name. */
  public static final String DEAD_LETTER = "-dead-letter";

  /** The field of a closing heartbeat; no reading may have it. */
  public static final String HEARTBEAT = "heartbeat";

  /** The aggregate's column with the start of the window, {@code __time} in Druid. */
  public static final String WINDOW_START = "window_start";

  /** The aggregate's column with the end of the window, which is no longer part of it. */
  public static final String WINDOW_END = "window_end";

  public StreamDefinition {
    aggregates = List.copyOf(aggregates);
  }

  /** A stream whose definition says nothing of what is shown. */
  public StreamDefinition(String name, Raw raw, List<Aggregated> aggregates) {
    this(name, raw, aggregates, Dashboard.DEFAULT);
  }

  /** A stream with one kind of window. */
  public StreamDefinition(String name, Raw raw, Aggregated aggregated) {
    this(name, raw, List.of(aggregated));
  }

  /**
   * The defaults of a generator run; null where the definition has no value.
   *
   * @param entities the number of entities that report
   * @param interval between two readings of one entity
   * @param duration of the run in event time
   * @param speedUp how much faster than the wall clock a simulated clock runs; 0 does not wait
   */
  public record Flood(Integer entities, Duration interval, Duration duration, Double speedUp)
      implements Serializable {
    /** A definition without defaults. */
    public static final Flood DEFAULT = new Flood(null, null, null, null);
  }

  /**
   * The raw readings.
   *
   * @param key the field that keys the Kafka records, the entity; null when other producers key
   *     them, or nothing does
   * @param time the field with the event time
   * @param fields in the order in which they are written
   * @param derived fields that are computed from those of a record
   * @param encoding of the records in the topic
   * @param schemas of Avro records; a definition has none before it is used with a registry
   */
  public record Raw(
      String topic,
      Field key,
      Field time,
      List<Field> fields,
      List<Field> derived,
      Flood flood,
      Encoding encoding,
      Schemas schemas)
      implements Serializable {
    public Raw {
      fields = List.copyOf(fields);
      derived = List.copyOf(derived);
    }

    /** Readings in JSON. */
    public Raw(
        String topic, Field key, Field time, List<Field> fields, List<Field> derived, Flood flood) {
      this(topic, key, time, fields, derived, flood, Encoding.JSON, Schemas.NONE);
    }

    /** Readings without derived fields. */
    public Raw(String topic, Field key, Field time, List<Field> fields) {
      this(topic, key, time, fields, List.of(), Flood.DEFAULT);
    }

    /** All fields at their places in a reading: those of the record, and then the derived ones. */
    public List<Field> all() {
      List<Field> all = new ArrayList<>(fields);
      all.addAll(derived);
      return List.copyOf(all);
    }

    /** The numbers that are measured: those that the audit adds up. */
    public List<Field> measured() {
      return all().stream().filter(field -> field.type().isNumber() && !field.equals(key)).toList();
    }

    /** Whether the records are Avro. */
    public boolean isAvro() {
      return encoding == Encoding.AVRO;
    }

    /** The same records with their schemas. */
    public Raw with(Schemas schemas) {
      return new Raw(topic, key, time, fields, derived, flood, encoding, schemas);
    }

    /** The same readings in JSON, as recordings and clients of the gateway have them. */
    public Raw asJson() {
      return isAvro() ? new Raw(topic, key, time, fields, derived, flood) : this;
    }

    /**
     * Whether records are JSON, and each field is written plainly: required, under its own name, as
     * JSON has it. Stock Druid reads such records as the decoder does.
     */
    public boolean isPlain() {
      return encoding == Encoding.JSON && fields.stream().allMatch(Field::isPlain);
    }

    /** Whether event times may have places beyond the millisecond: {@link Reading#nanos}. */
    public boolean hasFineTimes() {
      return time.raw().isFineTime();
    }

    /** A reusable reading with a slot for each field. */
    public Reading newReading() {
      return new Reading(all().size());
    }

    /** The place of a field in a reading, counted from 0. */
    public int indexOf(Field field) {
      return all().indexOf(field);
    }
  }

  /**
   * What is computed from the readings for one kind of window.
   *
   * @param window the length of a window
   * @param slide from the start of one window to that of the next, a whole part of {@code window};
   *     windows start at its whole multiples since 1970
   * @param watermark how long a window waits for readings that are late
   * @param deduplicate whether a reading that comes again, equal in every field, counts once
   * @param where what a reading must fulfil to be counted; null when all are
   * @param by the fields that group the readings of a window; may be empty
   * @param encoding of the rows in the topic
   * @param schemas of rows in Avro; a definition has none before it is used with a registry
   */
  public record Aggregated(
      String topic,
      Duration window,
      Duration slide,
      Duration watermark,
      boolean deduplicate,
      Condition where,
      List<Field> by,
      List<Measure> measures,
      Encoding encoding,
      Schemas schemas)
      implements Serializable {
    public Aggregated {
      by = List.copyOf(by);
      measures = List.copyOf(measures);
    }

    /** Rows in JSON. */
    public Aggregated(
        String topic,
        Duration window,
        Duration slide,
        Duration watermark,
        boolean deduplicate,
        Condition where,
        List<Field> by,
        List<Measure> measures) {
      this(
          topic,
          window,
          slide,
          watermark,
          deduplicate,
          where,
          by,
          measures,
          Encoding.JSON,
          Schemas.NONE);
    }

    /** Tumbling windows over all readings. */
    public Aggregated(
        String topic,
        Duration window,
        Duration watermark,
        boolean deduplicate,
        List<Field> by,
        List<Measure> measures) {
      this(topic, window, window, watermark, deduplicate, null, by, measures);
    }

    /** Whether the rows are Avro. */
    public boolean isAvro() {
      return encoding == Encoding.AVRO;
    }

    /** The same windows with the schemas of their rows. */
    public Aggregated with(Schemas rows) {
      return new Aggregated(
          topic, window, slide, watermark, deduplicate, where, by, measures, encoding, rows);
    }

    /** The columns of the aggregated record in the order in which they are written. */
    public List<AggregatedColumn> columns() {
      List<AggregatedColumn> columns = new ArrayList<>();
      columns.add(new AggregatedColumn(WINDOW_START, AggregatedColumn.Type.INSTANT, 0));
      columns.add(new AggregatedColumn(WINDOW_END, AggregatedColumn.Type.INSTANT, 0));
      by.forEach(field -> columns.add(AggregatedColumn.of(field.name(), field)));
      measures.forEach(measure -> columns.add(measure.column()));
      return List.copyOf(columns);
    }

    /** The measure that counts readings, the first of them; the audit adds it up. */
    public Measure readings() {
      return measures.stream()
          .filter(measure -> measure.function() == AggregateFunction.COUNT)
          .findFirst()
          .orElseThrow();
    }

    /** Of how many windows each reading is a part: 1, unless they slide. */
    public int overlap() {
      return (int) (window.toMillis() / slide.toMillis());
    }

    /** The start of the last window that an event time falls into; both in epoch milliseconds. */
    public long windowStart(long time) {
      long step = slide.toMillis();
      return Math.floorDiv(time, step) * step;
    }

    /** The starts of all windows that an event time falls into, the last one first. */
    public long[] windowStarts(long time) {
      long[] starts = new long[overlap()];
      starts[0] = windowStart(time);
      for (int i = 1; i < starts.length; i++) {
        starts[i] = starts[i - 1] - slide.toMillis();
      }
      return starts;
    }
  }

  /** Whether records of any of its topics are Avro, so that it is used with a registry. */
  public boolean isAvro() {
    return raw.isAvro() || hasAvroRows();
  }

  /** Whether the rows of the aggregated topics are Avro. */
  public boolean hasAvroRows() {
    return aggregates.stream().anyMatch(Aggregated::isAvro);
  }

  /**
   * The same stream with the schemas of its Avro records. Its rows can then be read; what writes
   * them too needs {@link #withRows}.
   */
  public StreamDefinition with(Schemas schemas) {
    Schemas read = new Schemas(schemas.source(), schemas.address(), null);
    return new StreamDefinition(
        name,
        raw.with(schemas),
        aggregates.stream().map(one -> one.isAvro() ? one.with(read) : one).toList(),
        dashboard);
  }

  /**
   * The same stream with the ids of the schemas with which its rows are written.
   *
   * @param ids one for each kind of windows
   */
  public StreamDefinition withRows(List<Integer> ids) {
    List<Aggregated> written = new ArrayList<>();
    for (int kind = 0; kind < aggregates.size(); kind++) {
      Schemas known = aggregates.get(kind).schemas();
      written.add(
          aggregates
              .get(kind)
              .with(new Schemas(known.source(), known.address(), SchemaIds.ofRows(ids.get(kind)))));
    }
    return new StreamDefinition(name, raw, written, dashboard);
  }

  /** The same stream with records in JSON; see {@link Raw#asJson}. */
  public StreamDefinition asJson() {
    return raw.isAvro() ? with(raw.asJson()) : this;
  }

  private StreamDefinition with(Raw records) {
    return new StreamDefinition(name, records, aggregates, dashboard);
  }

  /** The first kind of window, of most streams the only one. */
  public Aggregated aggregated() {
    return aggregates.get(0);
  }

  /** The same stream once for each kind of window, each with that one alone. */
  public List<StreamDefinition> single() {
    return aggregates.stream()
        .map(one -> new StreamDefinition(name, raw, List.of(one), dashboard))
        .toList();
  }

  /** The topics of the windows, one for each kind. */
  public List<String> aggregatedTopics() {
    return aggregates.stream().map(Aggregated::topic).toList();
  }

  /** The topics that Druid reads, and the names of their datasources and supervisors. */
  public List<String> datasources() {
    List<String> all = new ArrayList<>(List.of(raw.topic()));
    all.addAll(aggregatedTopics());
    return all;
  }

  /** The pane: the longest interval of which every window is composed, in milliseconds. */
  public long pane() {
    return aggregates.stream()
        .mapToLong(one -> one.slide().toMillis())
        .reduce((one, other) -> BigInteger.valueOf(one).gcd(BigInteger.valueOf(other)).longValue())
        .orElseThrow();
  }

  /** The end of the last window that contains an event time; both in epoch milliseconds. */
  public long lastEnd(long time) {
    return aggregates.stream()
        .mapToLong(one -> one.windowStart(time) + one.window().toMillis())
        .max()
        .orElseThrow();
  }

  /**
   * The event time at which the watermark passes the ends of all windows that contain an event
   * time, but no later than a record can have: that of the heartbeat. Both in epoch milliseconds.
   */
  public long closingTime(long time) {
    return Math.min(TimeFormat.LATEST, lastEnd(time) + aggregated().watermark().toMillis());
  }

  /** The raw and derived fields that the aggregation uses, in their order. */
  public List<Field> used() {
    Aggregated aggregated = aggregated();
    return raw.all().stream()
        .filter(
            field ->
                aggregated.deduplicate() && field.derived() == null
                    || field.equals(raw.time())
                    || aggregated.by().contains(field)
                    || aggregated.measures().stream()
                        .anyMatch(measure -> field.equals(measure.field())))
        .toList();
  }

  /**
   * The topic of records that cannot be counted: malformed ones, impossible event times, and values
   * that cannot be computed.
   */
  public String deadLetterTopic() {
    return name + DEAD_LETTER;
  }

  /**
   * The part of the definition that determines the state of the aggregation, as text. A checkpoint
   * fits a definition while this text is equal; units and simulations are not part of it.
   */
  public String stateShape() {
    return StateShape.of(this);
  }
}
