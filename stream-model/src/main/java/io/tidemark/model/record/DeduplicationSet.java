package io.tidemark.model.record;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;

/**
 * A set of readings, identified by their {@link ReadingHash}. It uses 24 to 48 bytes for each
 * reading, and half as much again while it grows: 256 MiB for 10 million. Not thread-safe.
 */
public final class DeduplicationSet {
  private final ReadingHash hash;

  /** Two longs for each slot; a slot of zeros is free. */
  private long[] table = new long[1 << 12];

  private long size;

  public DeduplicationSet(StreamDefinition.Raw raw) {
    hash = new ReadingHash(raw);
  }

  /** Returns whether the set had no reading that is equal in every field. */
  public boolean add(Reading reading) {
    hash.hash(reading);
    if (!insert(table, hash.high(), hash.low())) {
      return false;
    }
    size++;
    // two thirds full at most
    if (size * 3 > table.length) {
      grow();
    }
    return true;
  }

  /** Returns whether the set has a reading that is equal in every field. */
  public boolean contains(Reading reading) {
    hash.hash(reading);
    return !isFree(table, place(table, hash.high(), hash.low()));
  }

  private void grow() {
    long[] larger = new long[Math.multiplyExact(table.length, 2)];
    for (int i = 0; i < table.length; i += 2) {
      if (table[i] != 0 || table[i + 1] != 0) {
        insert(larger, table[i], table[i + 1]);
      }
    }
    table = larger;
  }

  private static boolean insert(long[] table, long high, long low) {
    int place = place(table, high, low);
    if (!isFree(table, place)) {
      return false;
    }
    table[place] = high;
    table[place + 1] = low;
    return true;
  }

  /** The slot that has a hash, or else the free one for it. */
  private static int place(long[] table, long high, long low) {
    int mask = table.length - 1;
    int place = (int) low << 1 & mask;
    while (!isFree(table, place) && (table[place] != high || table[place + 1] != low)) {
      place = place + 2 & mask;
    }
    return place;
  }

  private static boolean isFree(long[] table, int place) {
    return table[place] == 0 && table[place + 1] == 0;
  }
}
