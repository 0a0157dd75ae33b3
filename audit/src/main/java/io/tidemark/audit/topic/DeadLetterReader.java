package io.tidemark.audit.topic;

import io.tidemark.audit.station.FlawedRecords;
import io.tidemark.kafka.DeadLetter;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Reads the dead-letter topic and passes on the letters that are for the raw topic. Letters of
 * records that Druid was made to skip have the header {@link DeadLetter#DATASOURCE}.
 */
final class DeadLetterReader implements Consumer<ConsumerRecord<byte[], byte[]>> {
  private final String topic;
  private final Consumer<DeadLetter> to;
  private final Consumer<DeadLetter> skipped;
  private final FlawedRecordCounter unreadable = new FlawedRecordCounter();

  /**
   * @param topic the raw topic
   * @param to gets letters of dead records
   * @param skipped gets letters of records that the raw datasource, which has the topic's name, was
   *     made to skip
   */
  DeadLetterReader(String topic, Consumer<DeadLetter> to, Consumer<DeadLetter> skipped) {
    this.topic = topic;
    this.to = to;
    this.skipped = skipped;
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
      Header datasource = record.headers().lastHeader(DeadLetter.DATASOURCE);
      (datasource == null ? to : skipped).accept(letter);
    }
  }

  /** Counts on: so many records were no letters. */
  void continueFrom(long before) {
    unreadable.add(before);
  }

  FlawedRecords unreadable() {
    return unreadable.records();
  }
}
