package io.tidemark.benchmarks.kstreams;

/**
 * A raw record. A number stands at the place of its field, decimals as counts of their last place;
 * a text in {@code texts}.
 *
 * @param heartbeat whether it is no reading but moves the time only
 */
record RawValues(long[] numbers, String[] texts, boolean heartbeat) {}
