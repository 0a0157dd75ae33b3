/** A new checkpoint from the topics, without rows that the aggregated topic has already. */
package io.tidemark.spark.rebuild;
