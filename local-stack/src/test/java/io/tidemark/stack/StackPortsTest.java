package io.tidemark.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UsageError;
import io.tidemark.cli.UserError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StackPortsTest {
  private static final Path FOLDER = Path.of("unused");

  @Test
  void aTakenPortIsNamedWithItsServiceAndTheOptionThatChangesIt() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = other.getLocalPort();

      assertThatThrownBy(() -> StackPorts.choose(new StackSettings(FOLDER, port, 0)))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("port " + port)
          .hasMessageContaining("Kafka")
          .hasMessageContaining("--kafka-port");
      assertThatThrownBy(() -> StackPorts.choose(new StackSettings(FOLDER, 0, port)))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("router")
          .hasMessageContaining("--router-port");
    }
  }

  @Test
  void everyListenerGetsAFreePortOfItsOwn() {
    StackPorts ports = StackPorts.choose(new StackSettings(FOLDER, 0, 0).withBrokers(3));

    List<Integer> all = new ArrayList<>(ports.services().values());
    all.addAll(ports.controllers().values());
    all.add(ports.metadata());
    assertThat(all).hasSize(Service.values().length + 3 + 1).doesNotHaveDuplicates();
    assertThat(all).allMatch(StackPorts::isFree);
  }

  @Test
  void stacksThatAreNotStartedYetHaveNoPortInCommon() {
    StackSettings one = new StackSettings(FOLDER, 0, 0);
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      all.addAll(StackPorts.choose(one).services().values());
    }
    assertThat(all).doesNotHaveDuplicates();
  }

  @Test
  void clientsGetTheAddressesOfAllBrokersThatThereAre() {
    StackSettings one = new StackSettings(FOLDER, 0, 0);
    assertThat(StackPorts.choose(one).kafka()).matches("127\\.0\\.0\\.1:\\d+");
    assertThat(StackPorts.choose(one.withBrokers(3)).kafka())
        .matches("127\\.0\\.0\\.1:\\d+(,127\\.0\\.0\\.1:\\d+){2}");
  }

  @Test
  void twoBrokersAreWrongUsage() {
    assertThatThrownBy(() -> new StackSettings(FOLDER, 0, 0).withBrokers(2))
        .isInstanceOf(UsageError.class)
        .hasMessage("--brokers: expected 1 or 3, found 2");
  }

  @Test
  void aNumberThatIsNoPortIsWrongUsage() {
    assertThatThrownBy(() -> new StackSettings(FOLDER, 70_000, 0))
        .isInstanceOf(UsageError.class)
        .hasMessage("--kafka-port takes a port from 0 (any that is free) to 65535, found 70000");
  }
}
