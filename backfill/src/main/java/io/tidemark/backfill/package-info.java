/**
 * {@code backfill}: computes closed windows again from the raw topic and replaces them in Druid
 * while its supervisor goes on.
 */
package io.tidemark.backfill;
