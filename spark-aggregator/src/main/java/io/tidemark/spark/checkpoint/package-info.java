/** The checkpoint of a query: its identity, and its files on a local disk. */
package io.tidemark.spark.checkpoint;
