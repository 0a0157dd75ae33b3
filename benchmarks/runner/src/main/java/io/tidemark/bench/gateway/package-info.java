/** {@code bench gateway}: readings by HTTP, compared with Kafka's producer alone. */
package io.tidemark.bench.gateway;
