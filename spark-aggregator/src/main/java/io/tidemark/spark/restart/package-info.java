/** Starts queries again after failures that can pass. */
package io.tidemark.spark.restart;
