package io.tidemark.spark.archive;

import static io.tidemark.spark.Samples.reading;
import static io.tidemark.spark.archive.TestLake.offsets;
import static io.tidemark.spark.archive.TestLake.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UserError;
import io.tidemark.kafka.KafkaBroker;
import io.tidemark.kafka.TopicOffsets;
import io.tidemark.lake.TableLayout;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.spark.Samples;
import java.nio.file.Path;
import java.util.Map;
import org.apache.iceberg.Table;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicStartTest {
  private static final StreamDefinition MINUTES =
      Samples.definition("1 minute", "3 minutes", "[entity]");
  private static final KafkaBroker.Topic SAME = new KafkaBroker.Topic(TestLake.TOPIC_ID, 2);
  private static final KafkaBroker.Topic ANOTHER = new KafkaBroker.Topic("topic-2", 2);
  private static final TopicStart.Exceptions NONE = new TopicStart.Exceptions(false, false);

  @TempDir Path folder;
  private TestLake lake;
  private Table table;

  @BeforeEach
  void open() {
    lake = new TestLake(folder);
    table = lake.readings(MINUTES);
  }

  @AfterEach
  void close() {
    lake.close();
  }

  @Test
  void aNewTableBeginsAtTheEarliestRecords() {
    assertThat(start(SAME, NONE, 7, 9)).isEqualTo(TopicOffsets.NONE);
    assertThat(TopicOffsets.NONE.orEarliest(2).source("sample-raw"))
        .isEqualTo("{\"sample-raw\":{\"0\":-2,\"1\":-2}}");
  }

  @Test
  void aTableContinuesWhereItEndsAndANewPartitionAtItsBeginning() {
    write(table, MINUTES, 5, reading(1, "12:00:00", "1"));

    TopicOffsets next = start(SAME, NONE, 0, 9);

    assertThat(next).isEqualTo(offsets(5));
    assertThat(next.orEarliest(2).source("sample-raw"))
        .isEqualTo("{\"sample-raw\":{\"0\":5,\"1\":-2}}");
  }

  @Test
  void aTopicThatWasMadeAgainIsRefusedUnlessThatIsAccepted() {
    write(table, MINUTES, 5, reading(1, "12:00:00", "1"));
    assertThatThrownBy(() -> start(ANOTHER, NONE, 0, 9))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("deleted and made again since")
        .hasMessageContaining("--new-topic");

    TopicStart.Exceptions accepted = new TopicStart.Exceptions(true, false);
    assertThat(start(ANOTHER, accepted, 0, 9)).isEqualTo(TopicOffsets.NONE);
    // from then on it is the topic of the table
    assertThat(start(ANOTHER, NONE, 0, 9)).isEqualTo(TopicOffsets.NONE);
  }

  @Test
  void recordsThatTheTopicLostBeforeTheyWereArchivedStopItUnlessThatIsAccepted() {
    write(table, MINUTES, 5, reading(1, "12:00:00", "1"));
    assertThatThrownBy(() -> start(SAME, NONE, 8, 9))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("continues at offset 5 of sample-raw-0, which begins at 8 now")
        .hasMessageContaining("3 records were deleted before they were archived")
        .hasMessageContaining("--skip-lost");

    assertThat(start(SAME, new TopicStart.Exceptions(false, true), 8, 9)).isEqualTo(offsets(8));
    table.refresh();
    assertThat(TableLayout.offsets(table.properties())).isEqualTo(offsets(8));
  }

  @Test
  void aTopicThatEndsBeforeTheTableIsRefused() {
    write(table, MINUTES, 5, reading(1, "12:00:00", "1"));
    assertThatThrownBy(() -> start(SAME, NONE, 0, 4))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("up to offset 5, and the partition ends at 4");
  }

  @Test
  void aTableWithRowsOfAnotherProgramIsRefused() {
    write(table, MINUTES, 5, reading(1, "12:00:00", "1"));
    table.updateProperties().remove(TableLayout.OFFSETS).commit();
    assertThatThrownBy(() -> start(SAME, NONE, 0, 9))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("lake.sample.readings has rows without the offsets");
  }

  private TopicOffsets start(
      KafkaBroker.Topic topic, TopicStart.Exceptions exceptions, long begin, long end) {
    Table opened = lake.readings(MINUTES);
    TopicPartition partition = new TopicPartition("sample-raw", 0);
    MockConsumer<byte[], byte[]> consumer = new MockConsumer<>(OffsetResetStrategy.NONE);
    consumer.updateBeginningOffsets(Map.of(partition, begin));
    consumer.updateEndOffsets(Map.of(partition, end));
    return new TopicStart(opened, "sample-raw", topic, exceptions).offsets(consumer);
  }
}
