/**
 * Writes rows to Kafka exactly once: Spark's own sink is at-least-once. The protocol and why it
 * holds are in {@code architecture.md}.
 */
package io.tidemark.spark.sink;
