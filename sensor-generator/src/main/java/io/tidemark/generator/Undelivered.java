package io.tidemark.generator;

/**
 * A record that the broker did not take.
 *
 * @param value the very array that was sent: both copies of a reading that was sent twice share it
 * @param line of the recording, counted from 1; 0 for a reading of the fleet
 * @param reason what the producer says
 */
record Undelivered(byte[] value, Fate fate, long line, Exception reason) {}
