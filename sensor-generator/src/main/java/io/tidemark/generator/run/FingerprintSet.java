package io.tidemark.generator.run;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;

/**
 * Tells a reading that was sent before, byte for byte, from a new one: in a dense flood an entity
 * reports the same values twice in a millisecond without anyone's purpose. Keeps a fingerprint of
 * 64 bits of each reading for as long as another one may have the same event time.
 */
final class FingerprintSet {
  private static final long SECOND = 1_000;

  private final long reach;
  private final TreeMap<Long, Set<Long>> seconds = new TreeMap<>();

  /**
   * @param reach how far behind the latest event time another one can be, in milliseconds
   */
  FingerprintSet(long reach) {
    this.reach = reach;
  }

  /**
   * Takes note of a reading.
   *
   * @param time its event time, epoch milliseconds
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

  /** FNV-1a of 64 bits. */
  private static long fingerprint(byte[] record) {
    long print = 0xcbf29ce484222325L;
    for (byte next : record) {
      print = (print ^ (next & 0xFF)) * 0x100000001b3L;
    }
    return print;
  }
}
