/** {@code bench aggregation}: catching up on a backlog, beside Kafka Streams and Flink SQL. */
package io.tidemark.bench.aggregation;
