/** The aggregation in idiomatic Flink SQL, for comparison only; not part of the pipeline. */
package io.tidemark.benchmarks.flink;
