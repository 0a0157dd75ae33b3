/** Writes windows to the aggregated topic, each epoch exactly once, in Kafka transactions. */
package io.tidemark.spark.sink;
