/** The aggregation in idiomatic Kafka Streams, for comparison only; not part of the pipeline. */
package io.tidemark.benchmarks.kstreams;
