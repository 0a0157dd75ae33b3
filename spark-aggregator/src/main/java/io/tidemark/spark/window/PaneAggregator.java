package io.tidemark.spark.window;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import java.util.Arrays;
import java.util.List;

/**
 * The partial aggregates of a task for each pane and group: a hash table with open addressing,
 * whose entries are longs in one array. A pane is the longest interval of which all windows are
 * composed; for tumbling windows of one length it is the window. Spark's hash aggregation does the
 * same for rows of any type; this one is specialized for longs and creates no row for a reading.
 *
 * <p>An entry has the number of the pane, the group, the latest event time, the count, and the
 * states of the measures, see {@link MeasureTable}. Strings are stored as their numbers in {@link
 * StringDictionary}. After the values of a group there is a 1 or a 0 for each field that may have
 * no value: 1 when this group has none.
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

  private final int time;
  private final long length;
  private final StringDictionary texts = new StringDictionary();

  /** By grouping field: its index in the reading, and whether it is a string. */
  private final int[] by;

  private final boolean[] byText;

  /** By grouping field: the position of its flag in the key, or 0 when it always has a value. */
  private final int[] byNull;

  private final MeasureTable measures;

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
    byNull = new int[by.length];
    int next = 1 + by.length;
    for (int i = 0; i < by.length; i++) {
      byNull[i] = aggregated.by().get(i).nullable() ? next++ : 0;
    }
    keys = next;
    key = new long[keys];
    measures = new MeasureTable(definition, keys + 2, texts);
    width = measures.end();
    fresh = new long[width];
    fresh[keys] = Long.MIN_VALUE;
    measures.begin(fresh);
    most = mostEntries(width, measures.sketched());
    int capacity = Math.min(FIRST_CAPACITY, most);
    entries = new long[capacity * width];
    slots = new int[2 * capacity];
    measures.resize(capacity);
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

  /** Adds a reading to its pane. */
  void add(Reading reading) {
    long moment = reading.number(time);
    int entry = entry(reading, moment);
    int at = entry * width;
    long[] all = entries;
    all[at + keys] = Math.max(all[at + keys], moment);
    all[at + keys + 1]++;
    measures.add(all, at, entry, reading, moment);
  }

  private int entry(Reading reading, long moment) {
    if (moment < paneStart || moment >= paneEnd) {
      paneNumber = Math.floorDiv(moment, length);
      paneStart = paneNumber * length;
      paneEnd = paneStart + length;
    }
    key[0] = paneNumber;
    for (int i = 0; i < by.length; i++) {
      if (byNull[i] > 0 && isNull(reading, i)) {
        continue;
      }
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

  /** Sets the flag of a group's field; without a value it also sets the value to 0. */
  private boolean isNull(Reading reading, int field) {
    boolean isNull = reading.isNull(by[field]);
    key[byNull[field]] = isNull ? 1 : 0;
    if (isNull) {
      key[field + 1] = 0;
    }
    return isNull;
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
    measures.resize(entries.length / width);
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
    measures.clear(size);
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

  /** The value of a grouping field: a number, a string, or null. */
  Object group(int entry, int field) {
    int at = entry * width;
    if (byNull[field] > 0 && entries[at + byNull[field]] == 1) {
      return null;
    }
    long number = entries[at + 1 + field];
    return byText[field] ? texts.string(number) : (Object) number;
  }

  /**
   * A measure's state, as {@link PartialAggregation} describes it.
   *
   * @param measure counted without those that count readings
   * @param part counted from 0
   * @return null when the entry has no value of the field, unless the part counts values
   */
  Object state(int entry, int measure, int part) {
    return measures.state(entries, entry * width, entry, measure, part);
  }
}
