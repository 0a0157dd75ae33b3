package io.tidemark.spark.window;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Numbers texts from 0, so that a table of numbers can hold them. */
final class StringDictionary {
  /** The place of what is not a text. */
  static final long NONE = -1;

  /** A text's bytes as a key of a map. */
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

  /** The number of a text in UTF-8, which must not change any more. */
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

  /** The text with this number, in UTF-8. */
  byte[] text(long number) {
    return texts.get((int) number);
  }

  /** Orders the texts of two numbers as Spark does, by their bytes. */
  int compare(long one, long other) {
    return one == other ? 0 : Arrays.compareUnsigned(text(one), text(other));
  }

  /** The bytes of all texts together. */
  long bytes() {
    return bytes;
  }

  void clear() {
    numbers.clear();
    texts.clear();
    bytes = 0;
  }
}
