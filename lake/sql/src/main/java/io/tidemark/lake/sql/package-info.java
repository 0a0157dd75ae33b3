/**
 * SQL over the lake without a server: Iceberg lists the files of a snapshot, DuckDB reads them in
 * this process.
 */
package io.tidemark.lake.sql;
