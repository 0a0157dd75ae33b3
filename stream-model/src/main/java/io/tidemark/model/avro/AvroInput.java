package io.tidemark.model.avro;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/** Reads the values of a record from its bytes, within their bounds. Not thread-safe. */
final class AvroInput {
  private static final int MOST_SHIFT = 63;
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** The bits that no byte of ASCII has. */
  private static final long NOT_ASCII = 0x8080808080808080L;

  private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
  private byte[] bytes;
  private int at;
  private int end;

  void set(byte[] record, int from) {
    bytes = record;
    at = from;
    end = record.length;
  }

  byte[] bytes() {
    return bytes;
  }

  int left() {
    return end - at;
  }

  private static MalformedFrame truncated() {
    return new MalformedFrame("the frame ends inside a value");
  }

  /** A long, or an int, whose range is checked by its reader. */
  long readLong() {
    int next = at;
    if (next >= end) {
      throw truncated();
    }
    byte[] from = bytes;
    int one = from[next++];
    if (one >= 0) {
      at = next;
      return one >>> 1 ^ -(one & 1);
    }
    long value = one & 0x7F;
    for (int shift = 7; shift <= MOST_SHIFT; shift += 7) {
      if (next >= end) {
        throw truncated();
      }
      one = from[next++];
      value |= (one & 0x7FL) << shift;
      if (one >= 0) {
        if (shift == MOST_SHIFT && one > 1) {
          break;
        }
        at = next;
        return value >>> 1 ^ -(value & 1);
      }
    }
    throw new MalformedFrame("expected a number of 64 bits");
  }

  int readInt() {
    long number = readLong();
    if (number != (int) number) {
      throw new MalformedFrame("expected a number of 32 bits");
    }
    return (int) number;
  }

  /** The index of a branch or a symbol. */
  int readIndex(int size, String what) {
    long index = readLong();
    if (index < 0 || index >= size) {
      throw new MalformedFrame("expected one of " + size + " " + what + ", found another");
    }
    return (int) index;
  }

  boolean readBoolean() {
    int value = readFixed(1);
    if (bytes[value] != 0 && bytes[value] != 1) {
      throw new MalformedFrame("expected true or false as 1 or 0");
    }
    return bytes[value] == 1;
  }

  float readFloat() {
    return Float.intBitsToFloat((int) INTS.get(bytes, readFixed(Integer.BYTES)));
  }

  double readDouble() {
    return Double.longBitsToDouble((long) LONGS.get(bytes, readFixed(Long.BYTES)));
  }

  /** Reads the length of bytes or a text, and checks it against what is left. */
  int readLength() {
    long length = readLong();
    if (length < 0 || length > end - at) {
      throw length < 0 ? new MalformedFrame("found a negative length") : truncated();
    }
    return (int) length;
  }

  /** Passes over so many bytes, and returns where they begin. */
  int readFixed(int size) {
    int from = at;
    if (size > end - from) {
      throw truncated();
    }
    at = from + size;
    return from;
  }

  /** Requires that bytes are a text. */
  void requireUtf8(int from, int to, String name) {
    int i = from;
    while (to - i >= Long.BYTES && ((long) LONGS.get(bytes, i) & NOT_ASCII) == 0) {
      i += Long.BYTES;
    }
    for (; i < to; i++) {
      if (bytes[i] < 0) {
        requireEncoded(i, to, name);
        return;
      }
    }
  }

  private void requireEncoded(int from, int to, String name) {
    try {
      utf8.decode(ByteBuffer.wrap(bytes, from, to - from));
    } catch (CharacterCodingException e) {
      throw new MalformedFrame(name + ": not UTF-8");
    }
  }
}
