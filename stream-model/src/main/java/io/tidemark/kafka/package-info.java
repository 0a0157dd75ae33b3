/** What every part asks of Kafka before it starts its work. */
package io.tidemark.kafka;
