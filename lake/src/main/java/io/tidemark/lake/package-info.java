/**
 * The Iceberg tables of a stream. {@link io.tidemark.lake.LakeCatalog} opens any Iceberg catalog,
 * {@link io.tidemark.lake.TableLayout} derives a table from the definition, {@link
 * io.tidemark.lake.LakeTables} creates it and adapts it when the definition grows. The Spark job
 * and the commands use the same code.
 */
package io.tidemark.lake;
