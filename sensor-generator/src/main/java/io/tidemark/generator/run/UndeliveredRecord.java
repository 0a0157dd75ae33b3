package io.tidemark.generator.run;

/**
 * A record that was not delivered.
 *
 * @param value the same array that was sent: both copies of a duplicated reading share it
 * @param line of the recording, counted from 1; 0 for a reading of the fleet
 * @param reason the error of the producer
 * @param mayBeThere whether the broker may have written it all the same
 * @param partition negative when none was chosen
 */
public record UndeliveredRecord(
    byte[] value,
    ReadingOutcome outcome,
    long line,
    Exception reason,
    boolean mayBeThere,
    int partition) {}
