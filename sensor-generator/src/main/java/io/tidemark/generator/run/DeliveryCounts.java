package io.tidemark.generator.run;

/**
 * An acknowledged record whose outcome depends on its arrival.
 *
 * @param timestamp of the record in the topic, epoch milliseconds; 0 or less when unknown
 */
public record DeliveryCounts(byte[] value, long timestamp) {}
