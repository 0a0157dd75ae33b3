package io.tidemark.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.cli.Commands;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatewayCommandTest {
  /** An address at which no broker is. */
  private static final String NOWHERE = "127.0.0.1:1";

  private String message;

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("--streams", "../streams", "--kafka", NOWHERE));
    all.addAll(List.of(arguments));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      return Commands.run(new GatewayCommand(), all.toArray(String[]::new));
    } finally {
      System.setErr(before);
      message = bytes.toString(StandardCharsets.UTF_8);
    }
  }

  @Test
  void anotherAddressThanLoopbackNeedsATokenOrAnExplicitOption() {
    assertThat(run("--host", "0.0.0.0")).isEqualTo(2);
    assertThat(message).contains("--host: expected --token-file or --without-token");
    assertThat(run("--host", "0.0.0.0", "--without-token")).isEqualTo(1);
    assertThat(message).contains("no Kafka broker answers");
  }

  @Test
  void aStreamMayBeNamedOnceOnly() {
    assertThat(run("--stream", "weather,weather")).isEqualTo(2);
    assertThat(message).contains("--stream: expected each stream once");
    assertThat(run("--stream", "weather", "--stream", "vehicles")).isEqualTo(1);
  }

  @Test
  void refusedReadingsMayBecomeDeadLetters() {
    assertThat(run("--on-refused", "dead-letter")).isEqualTo(1);
    assertThat(run("--on-refused", "reject")).isEqualTo(1);
    assertThat(run("--on-refused", "drop")).isEqualTo(2);
  }

  @Test
  void theCertificateAndItsKeyComeTogether() {
    assertThat(run("--tls-key", "key.pem")).isEqualTo(2);
    assertThat(message).contains("--tls-key: expected --tls-certificate with it");
  }
}
