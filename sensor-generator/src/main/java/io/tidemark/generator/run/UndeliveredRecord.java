package io.tidemark.generator.run;

/**
 * A record that the broker did not take.
 *
 * @param value the very array that was sent: both copies of a reading that was sent twice share it
 * @param line of the recording, counted from 1; 0 for a reading of the fleet
 * @param reason what the producer says
 */
public record UndeliveredRecord(byte[] value, ReadingOutcome fate, long line, Exception reason) {}
