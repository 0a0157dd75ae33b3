package io.tidemark.model.value;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;

/** An event time whose day and time of day are two values of the record. Not thread-safe. */
public final class TimeParts {
  private final LenientTime time;
  private final byte[][] sources = new byte[2][];
  private final int[] starts = new int[2];
  private final int[] ends = new int[2];

  private TimeParts(LenientTime time) {
    this.time = time;
  }

  /**
   * The parts of a definition's event time.
   *
   * @param time the reader of the event time
   * @return null when it is one value
   */
  public static TimeParts of(StreamDefinition.Raw raw, LenientValue time) {
    return raw.time().raw().locations().size() == 2 ? new TimeParts((LenientTime) time) : null;
  }

  /**
   * Sets a part, the content of a JSON string or number.
   *
   * @param part 0 for the day, 1 for the time of day
   */
  public void set(int part, byte[] utf8, int from, int to) {
    sources[part] = utf8;
    starts[part] = Blanks.after(utf8, from, to);
    ends[part] = Blanks.before(utf8, starts[part], to);
  }

  /** Reads the event time from both parts, with a space between them; null, or the problem. */
  public String read(Reading into) {
    int day = ends[0] - starts[0];
    int clock = ends[1] - starts[1];
    byte[] both = new byte[day + 1 + clock];
    System.arraycopy(sources[0], starts[0], both, 0, day);
    both[day] = ' ';
    System.arraycopy(sources[1], starts[1], both, day + 1, clock);
    return time.text(both, 0, both.length, into);
  }
}
