package io.tidemark.generator.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UserError;
import io.tidemark.model.ledger.RunLedger.PartitionEntry;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class RawSenderTest {
  private static final byte[] READING = {1};

  private final MockProducer<byte[], byte[]> broker =
      new MockProducer<>(
          cluster(), false, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final RawSender sender = new RawSender(broker, "raw", 2);

  @Test
  void anAcknowledgedReadingIsSent() {
    sender.send(READING, READING, ReadingOutcome.AS_MEASURED);
    sender.send(READING, READING, ReadingOutcome.AS_MEASURED);
    assertThat(sender.acknowledged()).isZero();
    broker.completeNext();
    broker.completeNext();
    assertThat(sender.acknowledged()).isEqualTo(2);
    assertThat(sender.partitions())
        .singleElement()
        .satisfies(partition -> assertThat(partition.readings()).isEqualTo(2))
        .satisfies(partition -> assertThat(partition.lastOffset()).isEqualTo(1));
  }

  @Test
  void partitionsThatTheTopicGetsDuringTheRunCountAndAreClosed() {
    RawSender begun = new RawSender(broker, "raw", 1);
    for (byte key = 0; key < 20; key++) {
      begun.send(new byte[] {key}, READING, ReadingOutcome.AS_MEASURED);
    }
    begun.sendHeartbeats(READING);
    while (broker.completeNext()) {
      // the next one
    }
    assertThat(begun.acknowledged()).isEqualTo(20);
    assertThat(begun.heartbeats()).isEqualTo(2);
    assertThat(begun.partitions()).hasSize(2);
    assertThat(begun.partitions().stream().mapToLong(PartitionEntry::readings).sum()).isEqualTo(20);
  }

  @Test
  void aRejectedReadingIsKeptAsFailed() {
    sender.send(READING, READING, ReadingOutcome.AS_MEASURED);
    // the producer's own thread answers
    TimeoutException gone = new TimeoutException("gone");
    broker.errorNext(gone);
    assertThat(sender.acknowledged()).isZero();
    assertThat(sender.failures()).isEqualTo(1);
    assertThat(sender.failed())
        .containsExactly(
            new UndeliveredRecord(READING, ReadingOutcome.AS_MEASURED, 0, gone, false, 0));
    assertThat(sender.lastFailure()).hasMessage("gone");
  }

  @Test
  void aUserWhoMayNotWriteIsToldSoWithTheTopic() {
    sender.send(READING, READING, ReadingOutcome.AS_MEASURED);
    broker.errorNext(new ClusterAuthorizationException("Cluster authorization failed."));
    assertThat(sender.lastFailure())
        .hasMessageContaining("topic raw: the user lacks the right to write it")
        .hasMessageContaining("--kafka-properties");
    broker.sendException =
        new KafkaException("in an error state", new ClusterAuthorizationException("no"));
    assertThatThrownBy(() -> sender.send(READING, READING, ReadingOutcome.AS_MEASURED))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("lacks the right to write it (no)");
  }

  @Test
  void heartbeatsGoToEveryPartitionAndAreNoReadings() {
    sender.sendHeartbeats(READING);
    broker.completeNext();
    broker.completeNext();
    assertThat(sender.acknowledged()).isZero();
    assertThat(sender.heartbeats()).isEqualTo(2);
    assertThat(sender.partitions())
        .containsExactly(new PartitionEntry(0, 0, 0, 0), new PartitionEntry(1, 0, 0, 0));
  }

  @Test
  void aHeartbeatThatTheBrokerRefusesIsCountedAndIsNoReading() {
    sender.sendHeartbeats(READING);
    broker.completeNext();
    broker.errorNext(new TimeoutException("gone"));
    assertThat(sender.heartbeats()).isEqualTo(1);
    assertThat(sender.heartbeatFailures()).isEqualTo(1);
    assertThat(sender.lastHeartbeatFailure()).hasMessage("gone");
    assertThat(sender.failures()).isZero();
    assertThat(sender.lastFailure()).isNull();
  }

  private static Cluster cluster() {
    Node[] node = {new Node(0, "localhost", 1)};
    List<PartitionInfo> partitions =
        IntStream.range(0, 2)
            .mapToObj(partition -> new PartitionInfo("raw", partition, node[0], node, node))
            .toList();
    return new Cluster("cluster", List.of(node), partitions, Set.of(), Set.of());
  }
}
