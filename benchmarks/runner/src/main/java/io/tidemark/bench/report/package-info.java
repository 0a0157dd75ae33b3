/** Figures, goals, tables and the report of a measurement. */
package io.tidemark.bench.report;
