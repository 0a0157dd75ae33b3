/**
 * The raw topic as a source: Spark's Kafka source plans the offsets, the tasks read columnar
 * batches.
 */
package io.tidemark.spark.source;
