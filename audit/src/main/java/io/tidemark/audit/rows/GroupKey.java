package io.tidemark.audit.rows;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The groups of a row in 128 bits: equal groups have equal keys. Groups that need at most 15 bytes,
 * such as a number or a short text, are in the key as they are; longer ones by 120 bits of their
 * MD5. Among 100 million of the latter the probability of two with the same key is below 10^-20. A
 * key is never all zeros. It is reused for one row after the other; not thread-safe.
 */
public final class GroupKey {
  private static final int LENGTH = 16;
  private static final byte HASHED = (byte) 0xff;

  private final MessageDigest digest;
  private final byte[] key = new byte[LENGTH];
  private final ByteBuffer longs = ByteBuffer.wrap(key);
  private byte[] bytes = new byte[64];
  private int size;
  private long high;
  private long low;

  public GroupKey() {
    try {
      digest = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Begins the groups of another row. */
  void begin() {
    size = 0;
  }

  void addNull() {
    put('n');
  }

  void add(boolean value) {
    put(value ? 't' : 'f');
  }

  void add(long value) {
    put('i');
    // small numbers of either sign in few bytes
    long left = value << 1 ^ value >> 63;
    while ((left & ~0x7fL) != 0) {
      put((int) (left & 0x7f | 0x80));
      left >>>= 7;
    }
    put((int) left);
  }

  /** Numbers with other places, as 1.5 and 1.50, differ. */
  void add(BigDecimal value) {
    put('d');
    text(value.toString());
  }

  void add(String value) {
    put('s');
    text(value);
  }

  /** With its length before it; each unit of UTF-16 in one to three bytes, halves of pairs too. */
  private void text(String value) {
    int length = value.length();
    put(length >>> 24);
    put(length >>> 16);
    put(length >>> 8);
    put(length);
    for (int i = 0; i < length; i++) {
      char unit = value.charAt(i);
      if (unit < 0x80) {
        put(unit);
      } else if (unit < 0x800) {
        put(0xc0 | unit >> 6);
        put(0x80 | unit & 0x3f);
      } else {
        put(0xe0 | unit >> 12);
        put(0x80 | unit >> 6 & 0x3f);
        put(0x80 | unit & 0x3f);
      }
    }
  }

  private void put(int value) {
    if (size == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * size);
    }
    bytes[size++] = (byte) value;
  }

  /** Completes the key. */
  void end() {
    if (size < LENGTH) {
      Arrays.fill(key, (byte) 0);
      key[0] = (byte) (size + 1);
      System.arraycopy(bytes, 0, key, 1, size);
    } else {
      digest.update(bytes, 0, size);
      try {
        digest.digest(key, 0, LENGTH);
      } catch (DigestException e) {
        throw new IllegalStateException(e);
      }
      key[0] = HASHED;
    }
    high = longs.getLong(0);
    low = longs.getLong(Long.BYTES);
  }

  public long high() {
    return high;
  }

  public long low() {
    return low;
  }
}
