package io.tidemark.tail;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Where records are shown. */
@FunctionalInterface
interface RecordOutput {
  void show(ConsumerRecord<byte[], byte[]> record);
}
