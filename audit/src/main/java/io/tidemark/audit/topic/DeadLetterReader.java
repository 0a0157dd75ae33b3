package io.tidemark.audit.topic;

import io.tidemark.audit.station.FlawedRecords;
import io.tidemark.kafka.DeadLetter;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads the dead-letter topic and passes on the letters that are for the raw topic. */
final class DeadLetterReader implements Consumer<ConsumerRecord<byte[], byte[]>> {
  private final String topic;
  private final Consumer<DeadLetter> to;
  private final FlawedRecordCounter unreadable = new FlawedRecordCounter();

  /**
   * @param topic the raw topic
   */
  DeadLetterReader(String topic, Consumer<DeadLetter> to) {
    this.topic = topic;
    this.to = to;
  }

  @Override
  public void accept(ConsumerRecord<byte[], byte[]> record) {
    DeadLetter letter;
    try {
      letter = DeadLetter.of(record);
    } catch (IllegalArgumentException e) {
      unreadable.add(record, e.getMessage());
      return;
    }
    if (letter.partition() < 0 || letter.offset() < 0) {
      unreadable.add(record, "no place in a topic");
    } else if (letter.topic().equals(topic)) {
      to.accept(letter);
    }
  }

  FlawedRecords unreadable() {
    return unreadable.records();
  }
}
