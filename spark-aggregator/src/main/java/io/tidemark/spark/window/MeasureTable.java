package io.tidemark.spark.window;

import io.tidemark.model.definition.AggregateFunction;
import io.tidemark.model.definition.Sketches;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import java.util.Arrays;
import java.util.List;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.kll.KllDoublesSketch;

/**
 * The states of the measures in the entries of {@link PaneAggregator}: longs in the entry, strings
 * as their numbers in {@link StringDictionary}, sketches in arrays of their own. A measure over a
 * field that may have no value also has the number of its values, after its other longs.
 */
final class MeasureTable {
  private static final long LOWER = 0xffffffffL;
  private static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};

  private final StringDictionary texts;

  /** Whether event times have places beyond the millisecond. */
  private final boolean fine;

  /** The longs of an event time in the state of a first or last value, before the value. */
  private final int momentLongs;

  /** Whether a reading may have no value for one of the measures. */
  private final boolean anyNullable;

  /** By measure: its function, the index, type and scale of its field. */
  private final AggregateFunction[] functions;

  private final int[] places;
  private final boolean[] isText;
  private final boolean[] nullable;
  private final int[] scales;

  /** By measure: whether an entry has the number of its values after its other longs. */
  private final boolean[] countsValues;

  /** By measure: the position of its first long in an entry, and that of the number of values. */
  private final int[] starts;

  private final int[] values;

  /** By measure and entry; null for a measure without a sketch. */
  private final Object[][] sketches;

  private final int sketched;
  private final int end;

  /**
   * @param begin the position of the first state in an entry
   * @param texts has the strings of the entries
   */
  MeasureTable(StreamDefinition definition, int begin, StringDictionary texts) {
    this.texts = texts;
    List<MeasureState> measures = MeasureState.of(definition);
    int size = measures.size();
    anyNullable = measures.stream().anyMatch(state -> state.measure().nullable());
    fine = measures.stream().anyMatch(MeasureState::fine);
    momentLongs = fine ? 2 : 1;
    functions = measures.stream().map(MeasureState::function).toArray(AggregateFunction[]::new);
    places = new int[size];
    isText = new boolean[size];
    nullable = new boolean[size];
    scales = new int[size];
    countsValues = new boolean[size];
    starts = new int[size];
    values = new int[size];
    sketches = new Object[size][];
    int next = begin;
    for (int i = 0; i < size; i++) {
      MeasureState state = measures.get(i);
      places[i] = definition.raw().indexOf(state.measure().field());
      isText[i] = state.isText();
      nullable[i] = state.measure().nullable();
      scales[i] = state.measure().field().scale();
      starts[i] = next;
      if (!functions[i].isSketch()) {
        next += state.size() - (state.hasValueCount() ? 1 : 0);
        countsValues[i] = nullable[i] && functions[i] != AggregateFunction.COUNT_VALUES;
        values[i] = next;
        next += countsValues[i] ? 1 : 0;
      }
    }
    sketched = (int) measures.stream().filter(state -> state.function().isSketch()).count();
    end = next;
  }

  /** The position after the last state in an entry. */
  int end() {
    return end;
  }

  /** How many sketches an entry has. */
  int sketched() {
    return sketched;
  }

  /** Sets the states of an entry without readings. */
  void begin(long[] entry) {
    for (int i = 0; i < functions.length; i++) {
      switch (functions[i]) {
        case COUNT, COUNT_VALUES, SUM, AVG, STDDEV, DISTINCT, QUANTILES -> {}
        case MIN -> entry[starts[i]] = isText[i] ? StringDictionary.NONE : Long.MAX_VALUE;
        case MAX -> entry[starts[i]] = isText[i] ? StringDictionary.NONE : Long.MIN_VALUE;
        case FIRST -> entry[starts[i]] = Long.MAX_VALUE;
        case LAST -> entry[starts[i]] = Long.MIN_VALUE;
      }
    }
  }

  /** Makes room for the sketches of so many entries; those that exist are kept. */
  void resize(int entries) {
    for (int i = 0; i < functions.length; i++) {
      if (functions[i].isSketch()) {
        sketches[i] =
            sketches[i] == null ? new Object[entries] : Arrays.copyOf(sketches[i], entries);
      }
    }
  }

  /** Removes the sketches of the first entries. */
  void clear(int entries) {
    for (Object[] ofMeasure : sketches) {
      if (ofMeasure != null) {
        Arrays.fill(ofMeasure, 0, entries, null);
      }
    }
  }

  /**
   * Adds a reading to an entry.
   *
   * @param all the longs of the table
   * @param at the position of the entry in it
   * @param moment the event time, epoch milliseconds
   */
  void add(long[] all, int at, int entry, Reading reading, long moment) {
    for (int i = 0; i < functions.length; i++) {
      if (anyNullable && isNull(i, all, at, reading)) {
        continue;
      }
      if (sketches[i] != null) {
        sketch(i, entry, reading);
        continue;
      }
      int state = at + starts[i];
      boolean text = isText[i];
      long value = text ? texts.number(reading.utf8(places[i])) : reading.number(places[i]);
      switch (functions[i]) {
        case COUNT_VALUES -> all[state]++;
        case SUM, AVG -> {
          // two halves, so that the sum cannot overflow
          all[state] += value >> 32;
          all[state + 1] += value & LOWER;
        }
        case STDDEV -> {
          all[state] += value >> 32;
          all[state + 1] += value & LOWER;
          long low = value * value;
          long high = Math.multiplyHigh(value, value);
          all[state + 2] += low & LOWER;
          all[state + 3] += low >>> 32;
          all[state + 4] += high & LOWER;
          all[state + 5] += high >>> 32;
        }
        case MIN ->
            all[state] = text ? texts.lesser(value, all[state]) : Math.min(all[state], value);
        case MAX ->
            all[state] = text ? texts.greater(value, all[state]) : Math.max(all[state], value);
        case FIRST -> {
          if (moment < all[state]
              || moment == all[state] && within(all, state, reading, value, text) < 0) {
            set(all, state, reading, moment, value);
          }
        }
        case LAST -> {
          if (moment > all[state]
              || moment == all[state] && within(all, state, reading, value, text) > 0) {
            set(all, state, reading, moment, value);
          }
        }
        case COUNT, DISTINCT, QUANTILES -> throw new IllegalStateException("no state of numbers");
      }
    }
  }

  /** Whether a reading has no value for a measure; if it has one, it is added to their number. */
  private boolean isNull(int measure, long[] all, int at, Reading reading) {
    if (nullable[measure] && reading.isNull(places[measure])) {
      return true;
    }
    if (countsValues[measure]) {
      all[at + values[measure]]++;
    }
    return false;
  }

  /** Compares a value with that of a first or a last with the same millisecond. */
  private int within(long[] all, int state, Reading reading, long value, boolean text) {
    if (fine && reading.nanos() != all[state + 1]) {
      return Long.compare(reading.nanos(), all[state + 1]);
    }
    long other = all[state + momentLongs];
    return text ? texts.compare(value, other) : Long.compare(value, other);
  }

  private void set(long[] all, int state, Reading reading, long moment, long value) {
    all[state] = moment;
    if (fine) {
      all[state + 1] = reading.nanos();
    }
    all[state + momentLongs] = value;
  }

  private void sketch(int measure, int entry, Reading reading) {
    Object[] all = sketches[measure];
    int place = places[measure];
    if (functions[measure] == AggregateFunction.QUANTILES) {
      KllDoublesSketch found = (KllDoublesSketch) all[entry];
      if (found == null) {
        found = KllDoublesSketch.newHeapInstance(Sketches.KLL_K);
        all[entry] = found;
      }
      // the double nearest to the decimal
      found.update(reading.number(place) / POWERS[scales[measure]]);
      return;
    }
    HllSketch found = (HllSketch) all[entry];
    if (found == null) {
      found = new HllSketch(Sketches.HLL_LOG2_REGISTERS, TgtHllType.HLL_8);
      all[entry] = found;
    }
    if (!isText[measure]) {
      found.update(reading.number(place));
      return;
    }
    byte[] text = reading.utf8(place);
    if (text.length == 0) {
      // the library ignores an empty string, which is a valid value
      found.update(0L);
    } else {
      found.update(text);
    }
  }

  /**
   * A column of a measure, as {@link PartialAggregation} describes it.
   *
   * @param all the longs of the table
   * @param at the position of the entry in it
   * @param measure counted without those that count readings
   * @param part counted from 0
   * @return null when the entry has no value of the field, unless the column counts values
   */
  Object state(long[] all, int at, int entry, int measure, int part) {
    AggregateFunction function = functions[measure];
    if (function.isSketch()) {
      Object sketch = sketches[measure][entry];
      if (sketch == null) {
        return null;
      }
      return function == AggregateFunction.DISTINCT
          ? ((HllSketch) sketch).toCompactByteArray()
          : ((KllDoublesSketch) sketch).toByteArray();
    }
    int position = starts[measure] + part;
    if (countsValues[measure] && all[at + values[measure]] == 0 && position != values[measure]) {
      return null;
    }
    long number = all[at + position];
    return isText[measure] && isValue(function, part) ? texts.string(number) : (Object) number;
  }

  /** The state of a first or last value is the event time, then the value. */
  private boolean isValue(AggregateFunction function, int part) {
    return switch (function) {
      case FIRST, LAST -> part == momentLongs;
      case MIN, MAX -> true;
      default -> false;
    };
  }
}
