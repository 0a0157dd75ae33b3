package io.tidemark.benchmarks.kstreams;

/**
 * A raw record. The value of a field is at its index: numbers in {@code numbers}, decimals as
 * unscaled values, texts in {@code texts}.
 *
 * @param heartbeat whether it is a heartbeat, which only advances the event time
 */
record RawValues(long[] numbers, String[] texts, boolean heartbeat) {}
