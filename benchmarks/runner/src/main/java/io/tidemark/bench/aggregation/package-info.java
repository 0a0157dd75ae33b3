/**
 * {@code bench aggregation}: catching up on a backlog, compared with Kafka Streams and Flink SQL.
 */
package io.tidemark.bench.aggregation;
