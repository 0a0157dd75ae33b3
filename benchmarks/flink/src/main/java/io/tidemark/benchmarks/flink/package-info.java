/** The aggregation as one would write it in Flink SQL; a peer, and nothing that runs here. */
package io.tidemark.benchmarks.flink;
