/**
 * The Spark job. {@link io.tidemark.spark.RawReadings} decodes, {@link io.tidemark.spark.Windows}
 * aggregates, {@link io.tidemark.spark.AggregatedRecords} encodes: three pure functions that the
 * stream, the batch and the tests share. The commands hand in the source and the sink.
 */
package io.tidemark.spark;
