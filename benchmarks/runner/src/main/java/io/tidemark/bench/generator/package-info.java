/** {@code bench generator}: the throughput of the generator, compared with Kafka's own tool. */
package io.tidemark.bench.generator;
