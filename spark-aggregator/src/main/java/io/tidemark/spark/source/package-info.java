/**
 * Reads Kafka for Spark: Spark's own source decides which offsets a batch has, ours fetches them.
 * Why is in {@code architecture.md}.
 */
package io.tidemark.spark.source;
