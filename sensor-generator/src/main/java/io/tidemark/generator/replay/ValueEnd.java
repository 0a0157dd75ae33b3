package io.tidemark.generator.replay;

import java.util.BitSet;

/**
 * Finds the end of a JSON object or array in bytes that are given one after the other. It checks
 * only what shows that a value was truncated and another one follows: a line end in a text, a
 * bracket that closes another kind, and an object where none can begin. All else is for the
 * decoder. Not thread-safe.
 */
final class ValueEnd {
  /** The place of a byte in the value. */
  enum Place {
    INSIDE,
    /** It is the last byte of the value. */
    LAST,
    /** The value is broken, and this byte is its last. */
    BROKEN,
    /** The value was broken before this byte. */
    BROKEN_BEFORE
  }

  private final BitSet arrays = new BitSet();
  private final int deepest;
  private int depth;
  private boolean text;
  private boolean escaped;

  /** The last byte outside texts that is not blank. */
  private int last;

  /**
   * @param deepest the maximum nesting; a deeper value is broken
   */
  ValueEnd(int deepest) {
    this.deepest = deepest;
  }

  /** Begins a new value. */
  void begin() {
    depth = 0;
    text = false;
    escaped = false;
    last = 0;
  }

  /** Whether the last byte was inside a text. */
  boolean inText() {
    return text;
  }

  /**
   * Takes the next byte; the first one of a value is its opening bracket.
   *
   * @param next 0 to 255
   */
  Place take(int next) {
    if (text) {
      return inText(next);
    }
    switch (next) {
      case ' ', '\t', '\r', '\n':
        return Place.INSIDE;
      case '"':
        text = true;
        break;
      case '{', '[':
        if (next == '{' && depth > 0 && !mayBeginObject() || depth >= deepest) {
          return Place.BROKEN_BEFORE;
        }
        arrays.set(depth++, next == '[');
        break;
      case '}', ']':
        if (arrays.get(depth - 1) != (next == ']')) {
          return Place.BROKEN;
        }
        depth--;
        break;
      default:
        break;
    }
    last = next;
    return depth == 0 ? Place.LAST : Place.INSIDE;
  }

  private Place inText(int next) {
    if (next == '\n') {
      return Place.BROKEN_BEFORE;
    }
    if (escaped) {
      escaped = false;
    } else if (next == '\\') {
      escaped = true;
    } else if (next == '"') {
      text = false;
      last = next;
    }
    return Place.INSIDE;
  }

  private boolean mayBeginObject() {
    return last == ':' || arrays.get(depth - 1) && (last == '[' || last == ',');
  }
}
