/** {@code bench generator}: flooding a topic, beside Kafka's own tool. */
package io.tidemark.bench.generator;
