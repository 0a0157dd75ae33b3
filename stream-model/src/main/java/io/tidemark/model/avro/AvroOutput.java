package io.tidemark.model.avro;

import java.util.Arrays;

/** Writes a frame: its header, and the values of its record. Not thread-safe. */
final class AvroOutput {
  private static final int LONGEST_NUMBER = 10;

  private byte[] buffer = new byte[256];
  private int length;

  /** Begins a frame with the id of its schema. */
  void header(int id) {
    buffer[0] = 0;
    for (int i = 1; i < AvroFrame.HEADER; i++) {
      buffer[i] = (byte) (id >>> 8 * (AvroFrame.HEADER - 1 - i));
    }
    length = AvroFrame.HEADER;
  }

  /** The whole frame. */
  byte[] frame() {
    return Arrays.copyOf(buffer, length);
  }

  /** The fewest bytes of the number in two's complement, big endian. */
  void decimal(long value) {
    int bits = Long.SIZE - Long.numberOfLeadingZeros(value < 0 ? ~value : value);
    int size = bits / 8 + 1;
    number(size);
    require(size);
    for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) {
      buffer[length++] = (byte) (value >> shift);
    }
  }

  void bytes(byte[] value) {
    number(value.length);
    require(value.length);
    System.arraycopy(value, 0, buffer, length, value.length);
    length += value.length;
  }

  void single(int value) {
    require(1);
    buffer[length++] = (byte) value;
  }

  void number(long value) {
    require(LONGEST_NUMBER);
    long rest = value << 1 ^ value >> Long.SIZE - 1;
    while ((rest & ~0x7FL) != 0) {
      buffer[length++] = (byte) (rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    buffer[length++] = (byte) rest;
  }

  private void require(int more) {
    if (length + more > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
    }
  }
}
