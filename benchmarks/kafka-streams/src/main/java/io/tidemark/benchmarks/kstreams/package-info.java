/** The aggregation as one would write it with Kafka Streams; a peer, and nothing that runs here. */
package io.tidemark.benchmarks.kstreams;
