package io.tidemark.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UserError;
import io.tidemark.kafka.KafkaTopics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.junit.jupiter.api.Test;

class BrokerProbeTest {
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final Node ONE = new Node(1, "one", 9092);
  private static final Node TWO = new Node(2, "two", 9092);
  private static final Node DOWN = new Node(3, "", -1);

  @Test
  void theHostsOfTheTopicsAreTheBrokersThatAreUp() {
    try (MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest")) {
      consumer.updatePartitions("a", List.of(partition("a", 0, ONE, DOWN), partition("a", 1, TWO)));
      consumer.updatePartitions("b", List.of(partition("b", 0, TWO)));

      assertThat(BrokerProbe.hosts(consumer)).containsExactlyInAnyOrder(ONE, TWO);
    }
  }

  @Test
  void withoutAListeningBrokerNoClientIsCreated() {
    assertThatThrownBy(() -> new BrokerProbe(kafka(1), SHORT))
        .isInstanceOf(KafkaTopics.Unreachable.class)
        .hasMessageContaining("127.0.0.1:1");
  }

  @Test
  void aServerThatAcceptsConnectionsAndNeverRespondsIsReported() throws IOException {
    try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        BrokerProbe brokers = new BrokerProbe(kafka(mute.getLocalPort()), SHORT)) {
      assertThatThrownBy(brokers::nodes)
          .isInstanceOf(UserError.class)
          .hasMessageContaining("accepts connections, and no broker answers")
          .hasMessageContaining("advertised.listeners");
    }
  }

  private static Properties kafka(int port) {
    Properties kafka = new Properties();
    kafka.setProperty("bootstrap.servers", "127.0.0.1:" + port);
    return kafka;
  }

  private static PartitionInfo partition(String topic, int number, Node... replicas) {
    return new PartitionInfo(topic, number, replicas[0], replicas, replicas);
  }
}
