/**
 * The raw topic as a data source: Spark's Kafka source plans offsets, and the tasks read columnar
 * batches.
 */
package io.tidemark.spark.source;
