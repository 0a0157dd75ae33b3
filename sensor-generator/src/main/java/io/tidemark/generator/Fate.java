package io.tidemark.generator;

/**
 * What becomes of a reading on its way to the topic.
 *
 * @param malformation how its record is made unreadable, or null when it is readable
 * @param twice whether its record is sent once more
 */
record Fate(Fault fault, Malformation malformation, boolean twice) {
  /** What can be wrong with a reading on purpose; one thing at most. */
  enum Fault {
    NONE,
    OUT_OF_ORDER,
    LATE,
    FAR_FUTURE,
    MALFORMED
  }

  /** Sent as it was measured. */
  static final Fate AS_MEASURED = new Fate(Fault.NONE, null, false);

  /** Whether a window counts it, though it may come too late for that. */
  boolean counts() {
    return fault != Fault.FAR_FUTURE && fault != Fault.MALFORMED;
  }
}
