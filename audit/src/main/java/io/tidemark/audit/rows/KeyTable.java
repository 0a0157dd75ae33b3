package io.tidemark.audit.rows;

/**
 * A set of keys of 128 bits, none of them all zeros: a hash table of 16 to 64 bytes for each key.
 */
final class KeyTable {
  private static final int FEWEST = 16;

  /** Two longs for each slot; a slot of zeros is free. */
  private long[] slots = new long[2 * FEWEST];

  private int size;

  /** Returns whether it is new. */
  boolean add(long high, long low) {
    int place = place(slots, high, low);
    if (slots[place] != 0 || slots[place + 1] != 0) {
      return false;
    }
    slots[place] = high;
    slots[place + 1] = low;
    size++;
    // three quarters full at most
    if (size * 8L > slots.length * 3L) {
      grow();
    }
    return true;
  }

  private void grow() {
    long[] larger = new long[Math.multiplyExact(slots.length, 2)];
    for (int i = 0; i < slots.length; i += 2) {
      if (slots[i] != 0 || slots[i + 1] != 0) {
        int place = place(larger, slots[i], slots[i + 1]);
        larger[place] = slots[i];
        larger[place + 1] = slots[i + 1];
      }
    }
    slots = larger;
  }

  /** The slot that has a key, or else the free one for it. */
  private static int place(long[] slots, long high, long low) {
    int mask = slots.length - 1;
    long mixed = (high ^ Long.rotateLeft(low, 29)) * 0x9e3779b97f4a7c15L;
    int place = (int) (mixed >>> 32) << 1 & mask;
    while ((slots[place] != 0 || slots[place + 1] != 0)
        && (slots[place] != high || slots[place + 1] != low)) {
      place = place + 2 & mask;
    }
    return place;
  }

  int size() {
    return size;
  }

  /** Of the table, free slots included. */
  long bytes() {
    return (long) slots.length * Long.BYTES;
  }

  /** All keys one after the other, high before low, in no order. */
  long[] keys() {
    long[] keys = new long[2 * size];
    int next = 0;
    for (int i = 0; i < slots.length; i += 2) {
      if (slots[i] != 0 || slots[i + 1] != 0) {
        keys[next++] = slots[i];
        keys[next++] = slots[i + 1];
      }
    }
    return keys;
  }
}
