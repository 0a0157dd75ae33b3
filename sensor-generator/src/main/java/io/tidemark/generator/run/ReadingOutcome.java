package io.tidemark.generator.run;

import io.tidemark.model.ledger.RunLedger;

/**
 * The outcome of a reading on its way to the topic.
 *
 * @param malformation the injected malformation of its record; null for a readable or a recorded
 *     record
 * @param twice whether its record is sent twice
 */
public record ReadingOutcome(Fault fault, Malformation malformation, boolean twice) {
  /** The fault of a reading; it has one at most. */
  public enum Fault {
    NONE,
    OUT_OF_ORDER,
    LATE,
    FAR_FUTURE,
    MALFORMED,
    /** Undecided until the broker acknowledges the record. */
    OPEN
  }

  /**
   * The ledger's name for a reading whose derived field or condition cannot be computed: the job
   * turns it into a dead letter.
   */
  public static final String UNDERIVED = "underived";

  /** Sent as it was measured. */
  public static final ReadingOutcome AS_MEASURED = new ReadingOutcome(Fault.NONE, null, false);

  /** A recorded line that is no reading of the stream. */
  public static final ReadingOutcome NO_READING = new ReadingOutcome(Fault.MALFORMED, null, false);

  /** A recorded reading whose event time is too far ahead. */
  public static final ReadingOutcome FAR_AHEAD = new ReadingOutcome(Fault.FAR_FUTURE, null, false);

  /** Undecided until its arrival; not counted before. */
  public static final ReadingOutcome ON_ARRIVAL = new ReadingOutcome(Fault.OPEN, null, false);

  /** Whether a window counts it, unless it arrives too late. */
  boolean counts() {
    return fault == Fault.NONE || fault == Fault.LATE || fault == Fault.OUT_OF_ORDER;
  }

  /** Whether it becomes a dead letter. */
  boolean isDead() {
    return fault == Fault.MALFORMED || fault == Fault.FAR_FUTURE;
  }

  /** The ledger's name for the kind of malformation. */
  String kind() {
    return malformation == null ? RunLedger.Faults.REPLAYED : malformation.label();
  }
}
