/** The job step by step, and the same work with Spark's own functions. */
package io.tidemark.benchmarks.spark;
