package io.tidemark.tail;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Receives the records to show. */
@FunctionalInterface
interface RecordOutput {
  void show(ConsumerRecord<byte[], byte[]> record);
}
