package io.tidemark.doctor;

import static io.tidemark.doctor.CheckAssert.assertCheck;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.apache.kafka.common.Node;
import org.junit.jupiter.api.Test;

class AdvertisedAddressesTest {
  /** Port 1 needs root to listen on, and no process does. */
  private static final Node DEAF = new Node(2, "127.0.0.1", 1);

  @Test
  void aBrokerThatAcceptsAConnectionIsFine() throws IOException {
    try (ServerSocket broker = listen()) {
      AdvertisedAddresses tried = AdvertisedAddresses.tried(List.of(node(broker)));

      assertCheck(tried.check("advertised")).isFine().found("127.0.0.1:" + broker.getLocalPort());
      assertThat(tried.none()).isFalse();
    }
  }

  @Test
  void anAddressThatOnlyTheBrokerCanReachIsTrouble() {
    AdvertisedAddresses tried = AdvertisedAddresses.tried(List.of(DEAF));

    assertCheck(tried.check("advertised")).isTrouble("advertised.listeners").found("127.0.0.1:1");
    assertThat(tried.none()).isTrue();
  }

  @Test
  void oneBrokerOfTwoIsEnoughToGoOn() throws IOException {
    try (ServerSocket broker = listen()) {
      AdvertisedAddresses tried = AdvertisedAddresses.tried(List.of(node(broker), DEAF));

      assertCheck(tried.check("advertised")).isTrouble("advertised.listeners");
      assertThat(tried.none()).isFalse();
    }
  }

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private static Node node(ServerSocket broker) {
    return new Node(1, "127.0.0.1", broker.getLocalPort());
  }
}
