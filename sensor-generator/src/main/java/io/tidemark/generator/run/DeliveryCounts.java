package io.tidemark.generator.run;

/**
 * A record that the broker has taken, and whose fate depended on that.
 *
 * @param timestamp that it has in the topic, epoch milliseconds; 0 or less when it is not known
 */
public record DeliveryCounts(byte[] value, long timestamp) {}
