package io.tidemark.model.record;

import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A set of readings, identified by a 128-bit hash of all their fields. It uses 24 to 48 bytes for
 * each reading, and half as much again while it grows: 256 MiB for 10 million. The hash is MD5:
 * among 10 million readings the probability of a collision is below 10^-24. Not thread-safe.
 */
public final class DeduplicationSet {
  private static final int HASH = 16;

  private final boolean[] text;
  private final boolean[] nullable;

  /** Whether event times have places beyond the millisecond. */
  private final boolean fine;

  private final MessageDigest digest;
  private final byte[] hash = new byte[HASH];
  private ByteBuffer buffer = ByteBuffer.allocate(256);

  /** Two longs for each slot; a slot of zeros is free. */
  private long[] table = new long[1 << 12];

  private long size;

  public DeduplicationSet(StreamDefinition.Raw raw) {
    text = new boolean[raw.fields().size()];
    nullable = new boolean[text.length];
    fine = raw.hasFineTimes();
    for (int i = 0; i < text.length; i++) {
      text[i] = raw.fields().get(i).type() == FieldType.STRING;
      nullable[i] = raw.fields().get(i).nullable();
    }
    try {
      digest = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns whether the set had no reading that is equal in every field. */
  public boolean add(Reading reading) {
    ByteBuffer hashed = hash(reading);
    long high = hashed.getLong();
    long low = hashed.getLong();
    // a hash of zeros would mark a free slot
    if (!insert(table, high, high == 0 && low == 0 ? 1 : low)) {
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
    ByteBuffer hashed = hash(reading);
    long high = hashed.getLong();
    long low = hashed.getLong();
    return !isFree(table, place(table, high, high == 0 && low == 0 ? 1 : low));
  }

  private ByteBuffer hash(Reading reading) {
    buffer.clear();
    for (int i = 0; i < text.length; i++) {
      if (nullable[i]) {
        require(1);
        buffer.put((byte) (reading.isNull(i) ? 0 : 1));
      }
      if (nullable[i] && reading.isNull(i)) {
        continue;
      }
      if (text[i]) {
        byte[] bytes = reading.utf8(i);
        require(Integer.BYTES + bytes.length);
        // with its length, so that adjacent strings cannot be confused
        buffer.putInt(bytes.length).put(bytes);
      } else {
        require(Long.BYTES);
        buffer.putLong(reading.number(i));
      }
    }
    if (fine) {
      require(Integer.BYTES);
      buffer.putInt(reading.nanos());
    }
    try {
      digest.update(buffer.flip());
      digest.digest(hash, 0, HASH);
    } catch (DigestException e) {
      throw new IllegalStateException(e);
    }
    return ByteBuffer.wrap(hash);
  }

  private void require(int bytes) {
    if (buffer.remaining() < bytes) {
      ByteBuffer larger = ByteBuffer.allocate(2 * (buffer.capacity() + bytes));
      buffer = larger.put(buffer.flip());
    }
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
