/** {@code bench growth}: the job over entities, partitions and fields, and its memory over time. */
package io.tidemark.bench.growth;
