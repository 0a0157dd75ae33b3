/** Reads what the audit counts of the rows of an aggregated topic, and finds rows that repeat. */
package io.tidemark.audit.rows;
