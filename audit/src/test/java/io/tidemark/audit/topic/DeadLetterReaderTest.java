package io.tidemark.audit.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.audit.fixture.Streams;
import io.tidemark.audit.station.FlawedRecords;
import io.tidemark.kafka.DeadLetter;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

class DeadLetterReaderTest {
  private final List<DeadLetter> seen = new ArrayList<>();
  private final List<DeadLetter> skipped = new ArrayList<>();
  private final DeadLetterReader letters =
      new DeadLetterReader("sensors-raw", seen::add, skipped::add);

  @Test
  void handsOnTheLettersOfTheRawTopic() {
    letters.accept(written(letter("sensors-raw", 2, 17)));
    letters.accept(written(letter("sensors-raw", 2, 17)));
    letters.accept(written(letter("others-raw", 0, 1)));

    assertThat(seen).extracting(DeadLetter::partition).containsExactly(2, 2);
    assertThat(seen).extracting(DeadLetter::offset).containsExactly(17L, 17L);
    assertThat(letters.unreadable()).isEqualTo(FlawedRecords.NONE);
  }

  @Test
  void passesOverRecordsThatDoNotTellWhereTheyComeFrom() {
    letters.accept(Streams.record("sensors-dead-letter", 3, "{"));
    letters.accept(written(letter("sensors-raw", 0, -1)));

    assertThat(seen).isEmpty();
    assertThat(letters.unreadable().records()).isEqualTo(2);
  }

  @Test
  void tellsRecordsThatDruidWasMadeToSkipFromDeadOnes() {
    ConsumerRecord<byte[], byte[]> skip = written(letter("sensors-raw", 1, 4));
    skip.headers().add(DeadLetter.DATASOURCE, Streams.bytes("sensors-raw"));
    letters.accept(skip);

    assertThat(seen).isEmpty();
    assertThat(skipped).extracting(DeadLetter::offset).containsExactly(4L);
  }

  private static DeadLetter letter(String topic, int partition, long offset) {
    return new DeadLetter(topic, partition, offset, 1, "not JSON", Streams.bytes("{"));
  }

  private static ConsumerRecord<byte[], byte[]> written(DeadLetter letter) {
    ProducerRecord<byte[], byte[]> record = letter.toRecord("sensors-dead-letter");
    ConsumerRecord<byte[], byte[]> read =
        new ConsumerRecord<>(record.topic(), 0, 0, record.key(), record.value());
    for (Header header : record.headers()) {
      read.headers().add(header);
    }
    return read;
  }
}
