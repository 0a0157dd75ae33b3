/** Kafka clients that stay open between micro-batches. */
package io.tidemark.spark.kafka;
