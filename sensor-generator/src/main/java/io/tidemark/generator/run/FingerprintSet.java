package io.tidemark.generator.run;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;

/**
 * Detects readings that were sent before with the same bytes: in a dense flood, an entity can
 * report equal values twice in a millisecond by chance. It keeps a 64-bit fingerprint of each
 * reading as long as another reading can have the same event time.
 */
final class FingerprintSet {
  private static final long SECOND = 1_000;

  private final long reach;
  private final TreeMap<Long, Set<Long>> seconds = new TreeMap<>();

  /**
   * @param reach the largest distance of an event time behind the latest one, in milliseconds
   */
  FingerprintSet(long reach) {
    this.reach = reach;
  }

  /**
   * Adds a reading.
   *
   * @param time the event time, epoch milliseconds
   * @return whether it is new
   */
  boolean add(byte[] record, long time) {
    long second = Math.floorDiv(time, SECOND);
    Set<Long> prints = seconds.get(second);
    if (prints == null) {
      prints = new HashSet<>();
      seconds.put(second, prints);
      long latest = seconds.lastKey() * SECOND;
      seconds.headMap(Math.floorDiv(latest - reach, SECOND)).clear();
    }
    return prints.add(fingerprint(record));
  }

  /** The 64-bit FNV-1a hash. */
  private static long fingerprint(byte[] record) {
    long print = 0xcbf29ce484222325L;
    for (byte next : record) {
      print = (print ^ (next & 0xFF)) * 0x100000001b3L;
    }
    return print;
  }
}
