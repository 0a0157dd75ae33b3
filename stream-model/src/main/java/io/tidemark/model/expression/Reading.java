package io.tidemark.model.expression;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The values of one raw reading; reusable. A number is at the index of its field: epoch
 * milliseconds, a whole number, 1 or 0 for true or false, or the count of a decimal's last place
 * (20.13 with scale 2 is 2013). A string of a record is decoded from the record's bytes when it is
 * first needed.
 */
public final class Reading {
  private final long[] numbers;

  /** The decoded strings; null while a string is in {@link #records} only. */
  private final String[] texts;

  private final byte[][] records;
  private final int[] from;
  private final int[] to;

  /** Whether a field has no value; only for fields that may have none. */
  private final boolean[] nulls;

  private int nanos;
  private boolean heartbeat;
  private boolean counts = true;

  /**
   * @param fields the number of fields, derived fields included
   */
  public Reading(int fields) {
    numbers = new long[fields];
    texts = new String[fields];
    records = new byte[fields][];
    from = new int[fields];
    to = new int[fields];
    nulls = new boolean[fields];
  }

  /** Whether the reading has no value of a field. */
  public boolean isNull(int field) {
    return nulls[field];
  }

  /** Sets whether the reading has no value of a field; a value that is set does not change it. */
  public void setNull(int field, boolean none) {
    nulls[field] = none;
  }

  /** The nanoseconds of the event time within its millisecond, 0 to 999,999. */
  public int nanos() {
    return nanos;
  }

  public void nanos(int value) {
    nanos = value;
  }

  public long number(int field) {
    return numbers[field];
  }

  public void number(int field, long value) {
    numbers[field] = value;
  }

  public String text(int field) {
    if (texts[field] == null && records[field] != null) {
      texts[field] =
          new String(records[field], from[field], to[field] - from[field], StandardCharsets.UTF_8);
    }
    return texts[field];
  }

  /** The string in UTF-8. */
  public byte[] utf8(int field) {
    return texts[field] == null
        ? Arrays.copyOfRange(records[field], from[field], to[field])
        : texts[field].getBytes(StandardCharsets.UTF_8);
  }

  public void text(int field, String value) {
    texts[field] = value;
  }

  /** Refers to a string inside a record, in UTF-8 without escapes. */
  public void text(int field, byte[] record, int start, int end) {
    texts[field] = null;
    records[field] = record;
    from[field] = start;
    to[field] = end;
  }

  /** Whether this is a heartbeat, which has an event time only. */
  public boolean heartbeat() {
    return heartbeat;
  }

  public void heartbeat(boolean value) {
    heartbeat = value;
  }

  /**
   * Whether the reading fulfils the condition of the definition; set by {@link
   * io.tidemark.model.record.Derivation}.
   */
  public boolean counts() {
    return counts;
  }

  public void counts(boolean value) {
    counts = value;
  }
}
