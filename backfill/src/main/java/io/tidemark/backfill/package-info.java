/**
 * {@code backfill}: recomputes closed windows from the raw topic or the lake and replaces them in
 * Druid while the supervisor keeps running; readings too.
 */
package io.tidemark.backfill;
