package io.tidemark.generator.replay;

import io.tidemark.generator.content.PeekedInput;
import java.io.IOException;

/**
 * Tells JSON lines from JSON whose values are not lines: an array, objects that span lines, or
 * several objects on one line. The first whole object that is not empty decides.
 *
 * <p>An object that spans lines must not be mistaken for a truncated line, whose remainder would
 * take the next lines with it. What follows a truncated line is another line, that is an object
 * where the truncated one allows none; then the search goes on with the next line. So the first
 * lines of JSON lines may be broken. If no whole object is found near the beginning, each line is a
 * record.
 */
final class JsonForm {
  /** The number of lines with which an object may begin, in search of a whole one. */
  private static final int MOST_LINES = 100;

  private final PeekedInput in;
  private final int longest;
  private final ValueEnd end;

  /**
   * @param longest the maximum length of an object in bytes
   */
  JsonForm(PeekedInput in, int longest) {
    this.in = in;
    this.longest = longest;
    end = new ValueEnd(longest);
  }

  /** Examines the beginning of the input without reading it. */
  boolean isLines() throws IOException {
    int begin = nextNonBlank(in.startsWith(0xef, 0xbb, 0xbf) ? 3 : 0);
    if (in.peek(begin) == '[') {
      int next = in.peek(nextNonBlank(begin + 1));
      return next != '{' && next != ']';
    }
    for (int line = 0; line < MOST_LINES && begin < longest; line++) {
      if (in.peek(begin) == '{') {
        Boolean lines = isLine(begin);
        if (lines != null) {
          return lines;
        }
      }
      begin = nextNonBlank(nextLine(begin));
    }
    return true;
  }

  /** Whether an object is a line of its own; null when none begins there that decides. */
  private Boolean isLine(int begin) throws IOException {
    end.begin();
    boolean spansLines = false;
    for (int i = begin; i - begin <= longest; i++) {
      int next = in.peek(i);
      ValueEnd.Place place = next < 0 ? ValueEnd.Place.BROKEN_BEFORE : end.take(next);
      switch (place) {
        case LAST:
          boolean line = !spansLines && !isFollowed(i + 1);
          return line && nextNonBlank(begin + 1) == i ? null : Boolean.valueOf(line);
        case BROKEN, BROKEN_BEFORE:
          return null;
        default:
          spansLines |= next == '\n';
      }
    }
    return !spansLines;
  }

  /** Whether the same line goes on with another object, or with the comma before it. */
  private boolean isFollowed(int from) throws IOException {
    int at = from;
    while (in.peek(at) == ' ' || in.peek(at) == '\t') {
      at++;
    }
    return in.peek(at) == '{' || in.peek(at) == ',';
  }

  private int nextNonBlank(int from) throws IOException {
    int at = from;
    while (at < longest && in.peek(at) >= 0 && LineRecords.isBlank((byte) in.peek(at))) {
      at++;
    }
    return at;
  }

  private int nextLine(int from) throws IOException {
    int at = from;
    while (at < longest && in.peek(at) >= 0 && in.peek(at) != '\n') {
      at++;
    }
    return at;
  }
}
