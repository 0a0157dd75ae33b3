/**
 * Access to Kafka topics: connection checks, a topic reader with a timeout on progress, and the
 * record form of dead letters.
 */
package io.tidemark.kafka;
