/** Readings as rows of the table {@code readings}, and how they are written to Parquet files. */
package io.tidemark.spark.archive.row;
