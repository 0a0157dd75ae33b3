package io.tidemark.model.record;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The name of a member in quotes, which is compared with a record's bytes eight at a time. */
final class MemberName {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] quoted;

  /** The first eight bytes; a shorter name has zeros behind it. */
  private final long first;

  /** Has ones where {@link #first} has bytes of the name. */
  private final long mask;

  /** The last eight bytes. */
  private final long last;

  /** The number of bytes before the last eight; 0 for a shorter name. */
  private final int beforeLast;

  /**
   * @param quoted the name in quotes, as it stands in a record
   */
  MemberName(byte[] quoted) {
    this.quoted = quoted;
    byte[] padded = Arrays.copyOf(quoted, Math.max(Long.BYTES, quoted.length));
    first = (long) LONGS.get(padded, 0);
    mask = quoted.length < Long.BYTES ? (1L << 8 * quoted.length) - 1 : -1;
    beforeLast = padded.length - Long.BYTES;
    last = (long) LONGS.get(padded, beforeLast);
  }

  /** In bytes, with the quotes. */
  int length() {
    return quoted.length;
  }

  /** Whether it stands at a position of a record. */
  boolean isAt(byte[] json, int at) {
    if (at + beforeLast + Long.BYTES > json.length) {
      return JsonSyntax.matches(quoted, json, at);
    }
    if (((long) LONGS.get(json, at) & mask) != first) {
      return false;
    }
    return beforeLast == 0
        || (long) LONGS.get(json, at + beforeLast) == last
            && (beforeLast <= Long.BYTES || JsonSyntax.matches(quoted, json, at));
  }
}
