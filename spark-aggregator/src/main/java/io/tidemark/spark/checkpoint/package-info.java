/** The checkpoint: what it belongs to, and its files on a local disk. */
package io.tidemark.spark.checkpoint;
