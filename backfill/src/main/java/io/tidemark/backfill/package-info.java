/**
 * {@code backfill}: recomputes closed windows from the raw topic and replaces them in Druid while
 * the supervisor keeps running.
 */
package io.tidemark.backfill;
