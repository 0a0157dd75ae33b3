package io.tidemark.generator;

/**
 * A record that the broker has taken, and whose fate depended on that.
 *
 * @param timestamp that it has in the topic, epoch milliseconds; 0 or less when it is not known
 */
record Arrived(byte[] value, long timestamp) {}
