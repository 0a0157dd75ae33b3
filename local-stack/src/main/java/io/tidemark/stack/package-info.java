/**
 * Kafka, ZooKeeper and Druid as child processes on this machine: configured, started, monitored and
 * stopped in order.
 */
package io.tidemark.stack;
