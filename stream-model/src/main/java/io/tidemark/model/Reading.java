package io.tidemark.model;

/**
 * The values of one raw reading, made to be filled again and again. A number stands at the place of
 * its field: epoch milliseconds, a whole number, or the count of a decimal's last place (20.13 with
 * scale 2 is 2013). A text stands at the same place in the other array.
 */
public final class Reading {
  private final long[] numbers;
  private final String[] texts;
  private boolean heartbeat;

  public Reading(StreamDefinition.Raw raw) {
    numbers = new long[raw.fields().size()];
    texts = new String[raw.fields().size()];
  }

  public long number(int field) {
    return numbers[field];
  }

  public void number(int field, long value) {
    numbers[field] = value;
  }

  public String text(int field) {
    return texts[field];
  }

  public void text(int field, String value) {
    texts[field] = value;
  }

  /** Whether this is no reading but a heartbeat, which has an event time and nothing else. */
  public boolean heartbeat() {
    return heartbeat;
  }

  void heartbeat(boolean value) {
    heartbeat = value;
  }
}
