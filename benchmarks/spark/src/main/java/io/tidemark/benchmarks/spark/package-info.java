/** The job step by step, and the same work with Spark's own parts. */
package io.tidemark.benchmarks.spark;
