package io.tidemark.generator;

/**
 * A record that the broker did not take.
 *
 * @param value the very array that was sent: both copies of a reading that was sent twice share it
 */
record Undelivered(byte[] value, Fate fate) {}
