/**
 * Kafka, ZooKeeper and Druid as child processes of this machine, without Docker: configured,
 * started, watched and stopped in the right order.
 */
package io.tidemark.stack;
