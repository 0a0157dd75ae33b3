package io.tidemark.audit;

import io.tidemark.kafka.DeadLetter;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads the dead-letter topic and hands on the letters that are for the raw topic. */
final class DeadLetters implements Consumer<ConsumerRecord<byte[], byte[]>> {
  private final String topic;
  private final Consumer<DeadLetter> to;
  private final Faults unreadable = new Faults();
  private long records;

  /**
   * @param topic the raw topic
   */
  DeadLetters(String topic, Consumer<DeadLetter> to) {
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
      records++;
      to.accept(letter);
    }
  }

  /** Letters for the raw topic, each as often as it was written. */
  long records() {
    return records;
  }

  AuditReport.Flawed unreadable() {
    return unreadable.toReport();
  }
}
