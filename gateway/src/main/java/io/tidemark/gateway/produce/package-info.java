/** Sends records to Kafka, exactly once and in order in each partition. */
package io.tidemark.gateway.produce;
