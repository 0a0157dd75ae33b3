/** {@code bench druid}: ingestion, and queries of readings and of windows. */
package io.tidemark.bench.druid;
