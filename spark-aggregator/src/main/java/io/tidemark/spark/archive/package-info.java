/**
 * Writes readings and windows to Iceberg tables, each record exactly once, and maintains the
 * tables.
 */
package io.tidemark.spark.archive;
