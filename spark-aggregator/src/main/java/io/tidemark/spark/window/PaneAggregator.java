package io.tidemark.spark.window;

import io.tidemark.model.definition.AggregateFunction;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.Measure;
import io.tidemark.model.definition.Sketches;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.kll.KllDoublesSketch;

/**
 * The partial aggregates of a task for each pane and group: a hash table with open addressing,
 * whose entries are longs in one array. A pane is the longest interval of which all windows are
 * composed; for tumbling windows of one length it is the window. Spark's hash aggregation does the
 * same for rows of any type; this one is specialized for longs and creates no row for a reading.
 *
 * <p>An entry has the number of the pane, the group, the latest event time, the count, and the
 * states of the measures. Strings are stored as their numbers in {@link StringDictionary}, sketches
 * in separate arrays.
 */
final class PaneAggregator {
  private static final int FIRST_CAPACITY = 1 << 10;

  /**
   * The most bytes of one task's table, with the copy that is made while it grows. An entry of up
   * to ten longs reaches {@link #MOST_ENTRIES} within it.
   */
  static final int MOST_BYTES = 32 << 20;

  static final int MOST_ENTRIES = 1 << 18;
  private static final int MOST_ENTRIES_WITH_SKETCHES = 1 << 12;

  /** A sketch takes from some hundred bytes to five kilobytes. */
  private static final int SKETCH_BYTES = 2 << 10;

  private static final long LOWER = 0xffffffffL;
  private static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};

  private final int time;
  private final long length;
  private final StringDictionary texts = new StringDictionary();

  /** By grouping field: its index in the reading, and whether it is a string. */
  private final int[] by;

  private final boolean[] byText;

  /**
   * By measure with a state: its function, the index and type of its field, and the position of its
   * state.
   */
  private final AggregateFunction[] functions;

  private final int[] places;
  private final boolean[] placeText;
  private final int[] states;
  private final int[] scales;

  /** By measure and entry; null for a measure without a sketch. */
  private final Object[][] sketches;

  private final int keys;
  private final int width;
  private final long[] fresh;
  private final long[] key;
  private final int most;

  private int size;
  private long[] entries;

  /**
   * The number of an entry plus one, or 0 for a free slot; the length is a power of two, and at
   * most half of the slots are used.
   */
  private int[] slots;

  /** The pane of the last reading, in event time. */
  private long paneNumber;

  private long paneStart;
  private long paneEnd;

  PaneAggregator(StreamDefinition definition) {
    StreamDefinition.Raw raw = definition.raw();
    StreamDefinition.Aggregated aggregated = definition.aggregated();
    time = raw.indexOf(raw.time());
    length = definition.pane();
    by = aggregated.by().stream().mapToInt(raw::indexOf).toArray();
    byText = areTexts(aggregated.by());
    keys = 1 + by.length;
    key = new long[keys];
    List<Measure> measures = PartialAggregation.measures(definition);
    functions = measures.stream().map(Measure::function).toArray(AggregateFunction[]::new);
    places = measures.stream().mapToInt(one -> raw.indexOf(one.field())).toArray();
    placeText = areTexts(measures.stream().map(Measure::field).toList());
    scales = measures.stream().mapToInt(one -> one.field().scale()).toArray();
    sketches = new Object[functions.length][];
    states = new int[functions.length];
    int next = keys + 2;
    for (int i = 0; i < functions.length; i++) {
      states[i] = next;
      if (!functions[i].isSketch()) {
        next += PartialAggregation.states(measures.get(i)).size();
      }
    }
    width = next;
    fresh = new long[width];
    fresh[keys] = Long.MIN_VALUE;
    for (int i = 0; i < functions.length; i++) {
      begin(functions[i], states[i], placeText[i]);
    }
    int sketched = (int) measures.stream().filter(one -> one.function().isSketch()).count();
    most = mostEntries(width, sketched);
    int capacity = Math.min(FIRST_CAPACITY, most);
    entries = new long[capacity * width];
    slots = new int[2 * capacity];
    for (int i = 0; i < functions.length; i++) {
      if (functions[i].isSketch()) {
        sketches[i] = new Object[capacity];
      }
    }
  }

  /**
   * The largest power of two whose entries fit {@link #MOST_BYTES}. The table doubles, so the last
   * growth holds the entries one and a half times, and half of the slots.
   *
   * @param width longs of an entry
   * @param sketches how many sketches an entry has
   */
  private static int mostEntries(int width, int sketches) {
    long bytes = (long) Long.BYTES * width * 3 / 2 + Integer.BYTES + (long) SKETCH_BYTES * sketches;
    long fitting = Long.highestOneBit(Math.max(1, MOST_BYTES / bytes));
    return (int) Math.min(fitting, sketches > 0 ? MOST_ENTRIES_WITH_SKETCHES : MOST_ENTRIES);
  }

  private static boolean[] areTexts(List<Field> fields) {
    boolean[] texts = new boolean[fields.size()];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = fields.get(i).type() == FieldType.STRING;
    }
    return texts;
  }

  private void begin(AggregateFunction function, int state, boolean isText) {
    switch (function) {
      case COUNT, COUNT_VALUES, SUM, AVG, STDDEV, DISTINCT, QUANTILES -> {}
      case MIN -> fresh[state] = isText ? StringDictionary.NONE : Long.MAX_VALUE;
      case MAX -> fresh[state] = isText ? StringDictionary.NONE : Long.MIN_VALUE;
      case FIRST -> fresh[state] = Long.MAX_VALUE;
      case LAST -> fresh[state] = Long.MIN_VALUE;
    }
  }

  /** Adds a reading to its pane. */
  void add(Reading reading) {
    long moment = reading.number(time);
    int entry = entry(reading, moment);
    int at = entry * width;
    long[] all = entries;
    all[at + keys] = Math.max(all[at + keys], moment);
    all[at + keys + 1]++;
    for (int i = 0; i < functions.length; i++) {
      if (sketches[i] != null) {
        sketch(i, entry, reading);
        continue;
      }
      int state = at + states[i];
      boolean isText = placeText[i];
      long value = isText ? texts.number(reading.utf8(places[i])) : reading.number(places[i]);
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
            all[state] = isText ? texts.lesser(value, all[state]) : Math.min(all[state], value);
        case MAX ->
            all[state] = isText ? texts.greater(value, all[state]) : Math.max(all[state], value);
        case FIRST -> {
          if (moment < all[state]
              || moment == all[state] && compare(value, all[state + 1], isText) < 0) {
            all[state] = moment;
            all[state + 1] = value;
          }
        }
        case LAST -> {
          if (moment > all[state]
              || moment == all[state] && compare(value, all[state + 1], isText) > 0) {
            all[state] = moment;
            all[state + 1] = value;
          }
        }
        case COUNT, DISTINCT, QUANTILES -> throw new IllegalStateException("no state of numbers");
      }
    }
  }

  private void sketch(int measure, int entry, Reading reading) {
    Object[] all = sketches[measure];
    int place = places[measure];
    if (functions[measure] == AggregateFunction.QUANTILES) {
      KllDoublesSketch values = (KllDoublesSketch) all[entry];
      if (values == null) {
        values = KllDoublesSketch.newHeapInstance(Sketches.KLL_K);
        all[entry] = values;
      }
      // the double nearest to the decimal
      values.update(reading.number(place) / POWERS[scales[measure]]);
      return;
    }
    HllSketch values = (HllSketch) all[entry];
    if (values == null) {
      values = new HllSketch(Sketches.HLL_LOG2_REGISTERS, TgtHllType.HLL_8);
      all[entry] = values;
    }
    if (!placeText[measure]) {
      values.update(reading.number(place));
      return;
    }
    byte[] text = reading.utf8(place);
    if (text.length == 0) {
      // the library ignores an empty string, which is a valid value
      values.update(0L);
    } else {
      values.update(text);
    }
  }

  private int compare(long one, long other, boolean areTexts) {
    return areTexts ? texts.compare(one, other) : Long.compare(one, other);
  }

  private int entry(Reading reading, long moment) {
    if (moment < paneStart || moment >= paneEnd) {
      paneNumber = Math.floorDiv(moment, length);
      paneStart = paneNumber * length;
      paneEnd = paneStart + length;
    }
    key[0] = paneNumber;
    for (int i = 0; i < by.length; i++) {
      key[i + 1] = byText[i] ? texts.number(reading.utf8(by[i])) : reading.number(by[i]);
    }
    int slot = slotOf(key, 0);
    if (slots[slot] != 0) {
      return slots[slot] - 1;
    }
    if (size == entries.length / width) {
      grow();
      slot = slotOf(key, 0);
    }
    System.arraycopy(fresh, 0, entries, size * width, width);
    System.arraycopy(key, 0, entries, size * width, keys);
    slots[slot] = ++size;
    return size - 1;
  }

  /** The slot of the entry with the key at a position, or the free slot for it. */
  private int slotOf(long[] all, int at) {
    long hash = mixed(all[at]);
    for (int i = 1; i < keys; i++) {
      hash = mixed(hash ^ all[at + i]);
    }
    int slot = (int) hash & slots.length - 1;
    for (int entry = slots[slot]; entry != 0; entry = slots[slot]) {
      int other = (entry - 1) * width;
      if (Arrays.equals(entries, other, other + keys, all, at, at + keys)) {
        return slot;
      }
      slot = slot + 1 & slots.length - 1;
    }
    return slot;
  }

  private void grow() {
    entries = Arrays.copyOf(entries, 2 * entries.length);
    for (int i = 0; i < sketches.length; i++) {
      if (sketches[i] != null) {
        sketches[i] = Arrays.copyOf(sketches[i], 2 * sketches[i].length);
      }
    }
    slots = new int[2 * slots.length];
    for (int entry = 0; entry < size; entry++) {
      slots[slotOf(entries, entry * width)] = entry + 1;
    }
  }

  /** The finalizer of MurmurHash3, shortened. */
  private static long mixed(long value) {
    long hash = value * 0x9E3779B97F4A7C15L;
    return hash ^ hash >>> 32;
  }

  /** Whether the table must be emptied before more readings are added. */
  boolean isFull() {
    return size >= most || texts.bytes() >= (long) most * Long.BYTES * width;
  }

  /** The number of entries. */
  int size() {
    return size;
  }

  /** Removes all entries. */
  void clear() {
    for (Object[] ofMeasure : sketches) {
      if (ofMeasure != null) {
        Arrays.fill(ofMeasure, 0, size, null);
      }
    }
    size = 0;
    Arrays.fill(slots, 0);
    texts.clear();
  }

  /** The start of an entry's pane, epoch milliseconds. */
  long start(int entry) {
    return entries[entry * width] * length;
  }

  /** The latest event time of an entry, epoch milliseconds. */
  long latest(int entry) {
    return entries[entry * width + keys];
  }

  /** The number of readings of an entry. */
  long count(int entry) {
    return entries[entry * width + keys + 1];
  }

  /** The value of a grouping field: a number or a string. */
  Object group(int entry, int field) {
    return value(entries[entry * width + 1 + field], byText[field]);
  }

  /**
   * A measure's state, as {@link PartialAggregation} describes it.
   *
   * @param measure counted without those that count
   * @param part counted from 0
   */
  Object state(int entry, int measure, int part) {
    if (functions[measure] == AggregateFunction.DISTINCT) {
      return ((HllSketch) sketches[measure][entry]).toCompactByteArray();
    }
    if (functions[measure] == AggregateFunction.QUANTILES) {
      return ((KllDoublesSketch) sketches[measure][entry]).toByteArray();
    }
    int at = entry * width + states[measure] + part;
    boolean isText = placeText[measure] && isValue(functions[measure], part);
    return value(entries[at], isText);
  }

  /** The state of a first or last value is the event time, then the value. */
  private static boolean isValue(AggregateFunction function, int part) {
    return function != AggregateFunction.FIRST && function != AggregateFunction.LAST || part == 1;
  }

  private Object value(long number, boolean isText) {
    return isText ? new String(texts.text(number), StandardCharsets.UTF_8) : (Object) number;
  }
}
