/** What a measured program and the benchmark runner agree on. */
package io.tidemark.benchmarks.peer;
