/**
 * {@code bench growth}: the job at different numbers of entities, partitions and fields, and its
 * memory over time.
 */
package io.tidemark.bench.growth;
