package io.tidemark.spark.window;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A dictionary encoding of strings: assigns numbers from 0, which a table of longs can hold. */
final class StringDictionary {
  /** The number of no string. */
  static final long NONE = -1;

  /** The bytes of a string as the key of a map. */
  private record Key(byte[] utf8, int hash) {
    Key(byte[] utf8) {
      this(utf8, Arrays.hashCode(utf8));
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && hash == key.hash && Arrays.equals(utf8, key.utf8);
    }
  }

  private final Map<Key, Long> numbers = new HashMap<>();
  private final List<byte[]> texts = new ArrayList<>();
  private long bytes;

  /** The number of a string in UTF-8. The array must not be modified afterwards. */
  long number(byte[] utf8) {
    Key key = new Key(utf8);
    Long number = numbers.get(key);
    if (number == null) {
      number = (long) texts.size();
      numbers.put(key, number);
      texts.add(utf8);
      bytes += utf8.length;
    }
    return number;
  }

  /** The string with this number, in UTF-8. */
  byte[] text(long number) {
    return texts.get((int) number);
  }

  /** The string with this number. */
  String string(long number) {
    return new String(text(number), StandardCharsets.UTF_8);
  }

  /** Compares the strings of two numbers by their bytes, as Spark does. */
  int compare(long one, long other) {
    return one == other ? 0 : Arrays.compareUnsigned(text(one), text(other));
  }

  /** The number of the lesser string by {@link #compare}; any string is less than {@link #NONE}. */
  long lesser(long one, long other) {
    return other == NONE || compare(one, other) < 0 ? one : other;
  }

  /** The number of the greater string; any string is greater than {@link #NONE}. */
  long greater(long one, long other) {
    return other == NONE || compare(one, other) > 0 ? one : other;
  }

  /** The total length of all strings in bytes. */
  long bytes() {
    return bytes;
  }

  void clear() {
    numbers.clear();
    texts.clear();
    bytes = 0;
  }
}
