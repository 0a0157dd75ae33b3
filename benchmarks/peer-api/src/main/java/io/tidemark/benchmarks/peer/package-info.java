/** The protocol between a measured program and the benchmark runner. */
package io.tidemark.benchmarks.peer;
