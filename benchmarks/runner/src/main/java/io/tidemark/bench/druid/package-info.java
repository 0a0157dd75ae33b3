/** {@code bench druid}: ingestion, and queries on readings and on windows. */
package io.tidemark.bench.druid;
