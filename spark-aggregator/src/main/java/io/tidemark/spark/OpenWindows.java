package io.tidemark.spark;

import io.tidemark.model.Field;
import io.tidemark.model.FieldType;
import io.tidemark.model.Function;
import io.tidemark.model.Measure;
import io.tidemark.model.Reading;
import io.tidemark.model.StreamDefinition;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * What the readings of a task come to so far, for each window and group: a hash table with open
 * addressing whose entries are numbers in one array. Spark's own aggregation does the same for any
 * row; this one knows that its values are longs, and needs no row for a reading.
 *
 * <p>An entry is the window's number, its group, the latest event time, the count, and the states
 * of the measures. Texts are there by their numbers in {@link Texts}.
 */
final class OpenWindows {
  private static final int FIRST_CAPACITY = 1 << 10;

  private final int time;
  private final long length;
  private final Texts texts = new Texts();

  /** By grouping field: its place in the reading, and whether it is a text. */
  private final int[] by;

  private final boolean[] byText;

  /** By measure with a state: what it does, its field's place and type, and where its state is. */
  private final Function[] functions;

  private final int[] places;
  private final boolean[] placeText;
  private final int[] states;

  private final int keys;
  private final int width;
  private final long[] fresh;
  private final long[] key;
  private final int most;

  private int size;
  private long[] entries;

  /** An entry's number and one, or 0; a power of two long, at most half full. */
  private int[] slots;

  /** The window of the last reading, in event time. */
  private long windowNumber;

  private long windowStart;
  private long windowEnd;

  /**
   * @param most entries that it holds before it is full
   */
  OpenWindows(StreamDefinition definition, int most) {
    StreamDefinition.Raw raw = definition.raw();
    StreamDefinition.Aggregated aggregated = definition.aggregated();
    this.most = most;
    time = raw.indexOf(raw.time());
    length = aggregated.window().toMillis();
    by = aggregated.by().stream().mapToInt(raw::indexOf).toArray();
    byText = areTexts(aggregated.by());
    keys = 1 + by.length;
    key = new long[keys];
    List<Measure> measures = PartialWindows.measures(definition);
    functions = measures.stream().map(Measure::function).toArray(Function[]::new);
    places = measures.stream().mapToInt(one -> raw.indexOf(one.field())).toArray();
    placeText = areTexts(measures.stream().map(Measure::field).toList());
    states = new int[functions.length];
    int next = keys + 2;
    for (int i = 0; i < functions.length; i++) {
      states[i] = next;
      next += PartialWindows.hasSecond(measures.get(i)) ? 2 : 1;
    }
    width = next;
    fresh = new long[width];
    fresh[keys] = Long.MIN_VALUE;
    for (int i = 0; i < functions.length; i++) {
      begin(functions[i], states[i]);
    }
    entries = new long[FIRST_CAPACITY * width];
    slots = new int[2 * FIRST_CAPACITY];
  }

  private static boolean[] areTexts(List<Field> fields) {
    boolean[] texts = new boolean[fields.size()];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = fields.get(i).type() == FieldType.STRING;
    }
    return texts;
  }

  private void begin(Function function, int state) {
    switch (function) {
      case COUNT, SUM, AVG -> {}
      case MIN -> fresh[state] = Long.MAX_VALUE;
      case MAX -> fresh[state] = Long.MIN_VALUE;
      case FIRST -> fresh[state] = Long.MAX_VALUE;
      case LAST -> fresh[state] = Long.MIN_VALUE;
    }
  }

  /** Takes a reading into its window. */
  void add(Reading reading) {
    long moment = reading.number(time);
    int at = entry(reading, moment) * width;
    long[] all = entries;
    all[at + keys] = Math.max(all[at + keys], moment);
    all[at + keys + 1]++;
    for (int i = 0; i < functions.length; i++) {
      int state = at + states[i];
      boolean isText = placeText[i];
      long value = isText ? texts.number(reading.utf8(places[i])) : reading.number(places[i]);
      switch (functions[i]) {
        case SUM, AVG -> {
          // two halves, so that no number of readings makes it overflow
          all[state] += value >> 32;
          all[state + 1] += value & 0xffffffffL;
        }
        case MIN -> all[state] = Math.min(all[state], value);
        case MAX -> all[state] = Math.max(all[state], value);
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
        case COUNT -> throw new IllegalStateException("a count has no state of its own");
      }
    }
  }

  private int compare(long one, long other, boolean areTexts) {
    return areTexts ? texts.compare(one, other) : Long.compare(one, other);
  }

  private int entry(Reading reading, long moment) {
    if (moment < windowStart || moment >= windowEnd) {
      windowNumber = Math.floorDiv(moment, length);
      windowStart = windowNumber * length;
      windowEnd = windowStart + length;
    }
    key[0] = windowNumber;
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

  /** The slot of the entry that has the key at a place, or the free one where it would be. */
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

  /** Whether it should be emptied before it takes more. */
  boolean isFull() {
    return size >= most || texts.bytes() >= (long) most * Long.BYTES * width;
  }

  /** How many entries there are. */
  int size() {
    return size;
  }

  /** Forgets all entries. */
  void clear() {
    size = 0;
    Arrays.fill(slots, 0);
    texts.clear();
  }

  /** The latest event time of an entry, epoch milliseconds. */
  long latest(int entry) {
    return entries[entry * width + keys];
  }

  /** How many readings an entry has. */
  long count(int entry) {
    return entries[entry * width + keys + 1];
  }

  /** The group's number or text in a grouping field. */
  Object group(int entry, int field) {
    return value(entries[entry * width + 1 + field], byText[field]);
  }

  /**
   * A measure's state, as {@link PartialWindows} describes it.
   *
   * @param measure counted without those that count
   * @param part 0, or 1 for the second column
   */
  Object state(int entry, int measure, int part) {
    int at = entry * width + states[measure] + part;
    boolean isText = placeText[measure] && isValue(functions[measure], part);
    return value(entries[at], isText);
  }

  /** A first or a last has its event time before its value. */
  private static boolean isValue(Function function, int part) {
    return function != Function.FIRST && function != Function.LAST || part == 1;
  }

  private Object value(long number, boolean isText) {
    return isText ? new String(texts.text(number), StandardCharsets.UTF_8) : (Object) number;
  }
}
