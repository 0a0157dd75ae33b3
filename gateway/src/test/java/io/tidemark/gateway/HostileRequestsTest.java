package io.tidemark.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.model.record.RawDecoder;
import io.tidemark.testing.Definitions;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that were damaged on purpose: the gateway answers them and takes nothing wrong. */
@Timeout(300)
class HostileRequestsTest {
  private static final int REQUESTS = 10_000;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3})");
  private static final Pattern ACCEPTED = Pattern.compile("\\{\"accepted\":(\\d+)\\}");

  private static final List<String> HEADERS =
      List.of(
          "Content-Type: application/json",
          "Content-Type: application/x-ndjson",
          "Content-Type: text/html",
          "Content-Encoding: gzip",
          "Content-Encoding: br",
          "Transfer-Encoding: chunked",
          "Transfer-Encoding: chunked, gzip",
          "Content-Length: 5",
          "Content-Length: -1",
          "Content-Length: 99999999999999999999",
          "Expect: 100-continue",
          "Connection: close",
          "Connection: Upgrade",
          "Upgrade: h2c",
          "Idempotency-Key: a",
          "Idempotency-Key: \u0001",
          "Host: b",
          "X: " + "y".repeat(9_000));

  private final Random random = new Random(7);
  private final List<String> problems = new ArrayList<>();
  private long accepted;

  @Test
  void hostileRequestsNeitherStopTheGatewayNorAreTakenForReadings() throws Exception {
    try (TestGateway gateway = TestGateway.of(Definitions.sample())) {
      for (int i = 0; i < REQUESTS; i++) {
        send(gateway, request());
      }

      assertThat(problems).isEmpty();
      assertThat(gateway.messages).isEmpty();
      assertThat(accepted).isPositive();
      assertThat(gateway.records()).hasSize((int) accepted);
      RawDecoder decoder = new RawDecoder(Definitions.sample().raw());
      for (ProducerRecord<byte[], byte[]> record : gateway.records()) {
        assertThat(decoder.decode(record.value(), 1, Definitions.sample().raw().newReading()))
            .isNull();
        new ObjectMapper().readTree(record.value());
      }
      assertThat(gateway.get("/health").statusCode()).isEqualTo(200);
      assertThat(gateway.stop().sent()).isEqualTo(accepted);
    }
  }

  private void send(TestGateway gateway, byte[] request) throws IOException {
    String answer;
    try (RawConnection connection = new RawConnection(gateway)) {
      connection.write(request).end();
      answer = connection.read();
    } catch (SocketException e) {
      // the gateway has closed it before all was written
      return;
    }
    Matcher status = STATUS.matcher(answer);
    while (status.find()) {
      int code = Integer.parseInt(status.group(1));
      if (code >= 500 && code != 503 || answer.contains("Exception") || answer.contains("\tat ")) {
        problems.add(answer + "\nfor " + new String(request, ISO_8859_1));
      }
    }
    Matcher taken = ACCEPTED.matcher(answer);
    while (taken.find()) {
      accepted += Long.parseLong(taken.group(1));
    }
  }

  private byte[] request() {
    String body = body();
    StringBuilder head = new StringBuilder();
    head.append(one("POST", "POST", "POST", "GET", "PUT", "\u0000", "TRACE")).append(' ');
    head.append(one("/log", "/log", "/log/sample", "/log/%2e%2e/x", "/log?entity=%ff", "//", "*"));
    head.append(' ').append(one("HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/9.9", ""));
    head.append("\r\nHost: a\r\n");
    boolean chunked = random.nextInt(4) == 0;
    if (random.nextInt(3) > 0) {
      head.append(one(HEADERS.get(0), HEADERS.get(1))).append("\r\n");
    }
    while (random.nextInt(3) == 0) {
      head.append(HEADERS.get(random.nextInt(HEADERS.size()))).append("\r\n");
    }
    if (chunked) {
      head.append("Transfer-Encoding: chunked\r\n\r\n");
      for (int at = 0; at < body.length(); ) {
        int to = Math.min(body.length(), at + 1 + random.nextInt(40));
        head.append(Integer.toHexString(to - at)).append("\r\n");
        head.append(body, at, to).append("\r\n");
        at = to;
      }
      head.append("0\r\n\r\n");
    } else {
      head.append("Content-Length: ").append(body.length()).append("\r\n\r\n").append(body);
    }
    byte[] bytes = head.toString().getBytes(ISO_8859_1);
    return random.nextInt(3) == 0 ? damaged(bytes) : bytes;
  }

  private String body() {
    StringBuilder body = new StringBuilder();
    boolean array = random.nextBoolean();
    body.append(array ? "[" : "");
    for (int i = random.nextInt(4); i >= 0; i--) {
      body.append(
          one(
              "{\"time\":1772323200000,\"entity\":7,\"temp\":20.13,\"state\":\"on\"}",
              "{\"time\":1772323200000,\"entity\":7,\"temp\":20.13,\"state\":\"on\",\"x\":[1,{}]}",
              "{\"time\":1772323200000,\"heartbeat\":true}",
              "{\"time\":99999999999999999999}",
              "[".repeat(2_000),
              "null"));
      body.append(i == 0 ? "" : array ? "," : "\n");
    }
    body.append(array ? "]" : "");
    String text = body.toString();
    return random.nextInt(2) == 0
        ? text
        : new String(damaged(text.getBytes(ISO_8859_1)), ISO_8859_1);
  }

  private byte[] damaged(byte[] bytes) {
    byte[] damaged = bytes.clone();
    for (int i = random.nextInt(4); i >= 0 && damaged.length > 0; i--) {
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
    }
    return random.nextInt(4) > 0
        ? damaged
        : Arrays.copyOf(damaged, random.nextInt(damaged.length + 1));
  }

  private String one(String... texts) {
    return texts[random.nextInt(texts.length)];
  }
}
