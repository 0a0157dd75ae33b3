package io.tidemark.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UserError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

class ListenerProbeTest {
  private interface Answer {
    void to(Socket client) throws IOException;
  }

  @Test
  void aListenerThatClosesTheConnectionExpectsTls() throws Exception {
    Properties client = listener(Socket::close);
    assertThatThrownBy(() -> KafkaTopics.admin(client))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("closes the connection of a client without TLS and login")
        .hasMessageContaining("--kafka-properties");
  }

  @Test
  void aListenerThatAnswersWithAnAlertExpectsTls() throws Exception {
    Properties client = listener(socket -> socket.getOutputStream().write(new byte[] {0x15, 3, 3}));
    assertThatThrownBy(() -> KafkaTopics.admin(client)).hasMessageContaining("without TLS");
  }

  @Test
  void aListenerThatAnswersOrIsSlowIsLeftToTheClient() throws Exception {
    for (Answer answer :
        new Answer[] {socket -> {}, socket -> socket.getOutputStream().write(new byte[8])}) {
      try (Admin admin = KafkaTopics.admin(listener(answer))) {
        assertThat(admin).isNotNull();
      }
    }
  }

  @Test
  void aClientWithTlsIsNotProbed() throws Exception {
    Properties client = listener(Socket::close);
    client.setProperty("security.protocol", "SSL");
    try (Admin admin = KafkaTopics.admin(client)) {
      assertThat(admin).isNotNull();
    }
  }

  @Test
  void aBrokerThatEndsMeanwhileIsUnreachable() throws Exception {
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Properties client =
        listener(
            server,
            socket -> {
              server.close();
              socket.close();
            });
    assertThatThrownBy(() -> KafkaTopics.admin(client))
        .isInstanceOf(KafkaTopics.Unreachable.class)
        .hasMessageNotContaining("TLS");
  }

  private static Properties listener(Answer answer) throws IOException {
    return listener(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), answer);
  }

  /** Answers each client so after its request; the thread ends with the JVM. */
  private static Properties listener(ServerSocket server, Answer answer) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (!server.isClosed()) {
                  Socket client = server.accept();
                  client.getInputStream().readNBytes(14);
                  answer.to(client);
                }
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    Properties client = new Properties();
    client.setProperty("bootstrap.servers", "127.0.0.1:" + server.getLocalPort());
    return client;
  }
}
