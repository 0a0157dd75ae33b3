package io.tidemark.generator.run;

/**
 * What becomes of a reading on its way to the topic.
 *
 * @param malformation how its record is made unreadable; null when it is readable, or was recorded
 *     as it is
 * @param twice whether its record is sent once more
 */
public record ReadingOutcome(Fault fault, Malformation malformation, boolean twice) {
  /** What can be wrong with a reading; one thing at most. */
  public enum Fault {
    NONE,
    OUT_OF_ORDER,
    LATE,
    FAR_FUTURE,
    MALFORMED,
    /** Nobody knows before the broker has answered. */
    OPEN
  }

  /** How the ledger calls a recorded line that the job must make a dead letter of. */
  static final String REPLAYED = "replayed";

  /**
   * How the ledger calls a reading of which a derived field or the condition cannot be computed:
   * the job makes a dead letter of it.
   */
  public static final String UNDERIVED = "underived";

  /** Sent as it was measured. */
  public static final ReadingOutcome AS_MEASURED = new ReadingOutcome(Fault.NONE, null, false);

  /** Recorded, and no reading of the stream. */
  public static final ReadingOutcome NO_READING = new ReadingOutcome(Fault.MALFORMED, null, false);

  /** Recorded with an event time that is too far ahead. */
  public static final ReadingOutcome FAR_AHEAD = new ReadingOutcome(Fault.FAR_FUTURE, null, false);

  /** To be decided by its arrival; until then it counts nowhere. */
  public static final ReadingOutcome ON_ARRIVAL = new ReadingOutcome(Fault.OPEN, null, false);

  /** Whether a window counts it, though it may come too late for that. */
  boolean counts() {
    return fault == Fault.NONE || fault == Fault.LATE || fault == Fault.OUT_OF_ORDER;
  }

  /** The kind of a malformed one, as it stands in the ledger. */
  String kind() {
    return malformation == null ? REPLAYED : malformation.label();
  }
}
