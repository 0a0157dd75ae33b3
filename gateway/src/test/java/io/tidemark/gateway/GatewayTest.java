package io.tidemark.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.testing.Definitions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GatewayTest {
  static final StreamDefinition SAMPLE = Definitions.sample();

  /** Windows that slide, and a condition. */
  static final StreamDefinition WEATHER =
      Definitions.read(
          """
          stream: weather
          raw:
            topic: weather-raw
            key: city
            time: time
            fields:
              time:        {type: timestamp}
              city:        {type: string}
              temperature: {type: decimal, scale: 1}
          aggregated:
            windows:
              - {topic: weather-aggregated, window: 10 minutes}
              - {topic: weather-half-hours, window: 30 minutes, slide: 10 minutes}
            watermark: 2 minutes
            where: temperature >= 0 and temperature <= 120
            by: [city]
            measures:
              readings:        count
              max_temperature: max(temperature)
          """);

  private static final String ONE =
      "{\"time\":1772323200000,\"entity\":7,\"temp\":20.13,\"state\":\"on\"}";
  private static final String TWO =
      "{ \"temp\": 1.5,\t\"more\": [1, {}], \"time\":1772323200001,\"entity\":8,\"state\":\"é\"}";
  private static final String WRONG = "{\"time\":1772323200000,\"entity\":7,\"temp\":\"?\"}";

  private TestGateway gateway = TestGateway.of(SAMPLE);

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void anObjectIsSentByteForByteWithItsKey() throws Exception {
    HttpResponse<String> answer = gateway.postJson(" \n" + TWO + "\r\n");

    assertThat(answer.body()).isEqualTo("{\"accepted\":1}");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(gateway.sent()).containsExactly(TWO);
    assertThat(gateway.records().get(0).key()).asString().isEqualTo("8");
  }

  @Test
  void theElementsOfAnArrayAreSentByteForByte() throws Exception {
    HttpResponse<String> answer = gateway.postJson("\ufeff[" + ONE + " ,\n" + TWO + "]");

    assertThat(answer.body()).isEqualTo("{\"accepted\":2}");
    assertThat(gateway.sent()).containsExactly(ONE, TWO);
  }

  @Test
  void linesAreSentByteForByteWithoutLineEndsAndBlankLines() throws Exception {
    HttpResponse<String> answer = gateway.postLines(ONE + "\r", "", " ", TWO, "");

    assertThat(answer.body()).isEqualTo("{\"accepted\":2}");
    assertThat(gateway.sent()).containsExactly(ONE, TWO);
  }

  @Test
  void aBodyMayBeInGzipAndInChunks() throws Exception {
    byte[] packed = gzip(ONE + "\n" + TWO);
    HttpRequest.BodyPublisher chunked =
        HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofByteArray(packed));
    HttpResponse<String> answer =
        gateway.send(
            gateway
                .to("/log/sample")
                .header("Content-Type", "application/x-ndjson; charset=UTF-8")
                .header("Content-Encoding", "gzip")
                .POST(chunked));

    assertThat(answer.body()).isEqualTo("{\"accepted\":2}");
    assertThat(gateway.sent()).containsExactly(ONE, TWO);
  }

  @Test
  void aRefusedLineIsNamedAndNothingIsSent() throws Exception {
    HttpResponse<String> answer = gateway.postLines(ONE, "", WRONG, "nothing", TWO);

    assertThat(answer.statusCode()).isEqualTo(400);
    JsonNode content = TestGateway.tree(answer);
    assertThat(content.path("accepted").asInt()).isZero();
    assertThat(content.path("refused").asInt()).isEqualTo(2);
    assertThat(content.at("/refusals/0/line").asInt()).isEqualTo(3);
    assertThat(content.at("/refusals/0/reason").asText()).contains("temp");
    assertThat(content.at("/refusals/1/line").asInt()).isEqualTo(4);
    assertThat(gateway.sent()).isEmpty();
  }

  @Test
  void theFirstTwentyRefusalsAreNamed() throws Exception {
    HttpResponse<String> answer =
        gateway.postJson("[" + String.join(",", Collections.nCopies(30, WRONG)) + "]");

    JsonNode content = TestGateway.tree(answer);
    assertThat(content.path("refused").asInt()).isEqualTo(30);
    assertThat(content.path("refusals")).hasSize(20);
    assertThat(content.at("/refusals/19/element").asInt()).isEqualTo(20);
  }

  @Test
  void refusedReadingsBecomeDeadLettersOnRequest() throws Exception {
    gateway.close();
    gateway = new TestGateway.Setup().deadLetters().open(SAMPLE);

    HttpResponse<String> answer = gateway.postLines(ONE, WRONG);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(TestGateway.tree(answer).path("accepted").asInt()).isEqualTo(1);
    assertThat(TestGateway.tree(answer).path("dead_letters").asInt()).isEqualTo(1);
    assertThat(gateway.sent()).containsExactly(ONE, WRONG);
    assertThat(gateway.stop().faults().dead()).isEqualTo(1);
  }

  @Test
  void aHeartbeatOfAClientIsRefusedAlways() throws Exception {
    gateway.close();
    gateway = new TestGateway.Setup().deadLetters().open(SAMPLE);

    HttpResponse<String> answer = gateway.postJson("{\"time\":1772323200000,\"heartbeat\":true}");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(gateway.sent()).isEmpty();
  }

  @Test
  void aReadingThatKafkaCannotTakeIsRefused() throws Exception {
    gateway.close();
    gateway = new TestGateway.Setup().longest(200).deadLetters().open(SAMPLE);

    assertThat(gateway.postLines(ONE, TWO).statusCode()).isEqualTo(400);
    assertThat(gateway.postLines(ONE).statusCode()).isEqualTo(200);
  }

  @Test
  void aQueryIsAReadingAndGetsTheTimeOfTheGateway() throws Exception {
    long before = System.currentTimeMillis();
    HttpResponse<String> answer = gateway.get("/log?entity=7&temp=20.13&state=a%20b%22");

    assertThat(answer.body()).isEqualTo("{\"accepted\":1}");
    String sent = gateway.sent().get(0);
    assertThat(sent).contains(",\"entity\":7,\"temp\":20.13,\"state\":\"a b\\\"\"}");
    long time = Long.parseLong(sent.replaceFirst(".*\"time\":(\\d+),.*", "$1"));
    assertThat(time).isBetween(before, System.currentTimeMillis());
  }

  @Test
  void aQueryMayHaveItsOwnTime() throws Exception {
    gateway.get("/log?entity=7&temp=20.13&state=on&time=1772323200000");

    assertThat(gateway.sent()).containsExactly(ONE);
  }

  @Test
  void aQueryWithAnotherParameterOrOneTwiceIsRefused() throws Exception {
    assertThat(gateway.get("/log?entity=7&temp=1&state=on&x=1").statusCode()).isEqualTo(400);
    assertThat(gateway.get("/log?entity=7&entity=8&temp=1&state=on").statusCode()).isEqualTo(400);
    assertThat(gateway.get("/log").statusCode()).isEqualTo(400);
    assertThat(gateway.sent()).isEmpty();
  }

  @Test
  void severalStreamsHavePathsOfTheirOwn() throws Exception {
    gateway.close();
    gateway = TestGateway.of(SAMPLE, WEATHER);

    assertThat(gateway.get("/log/weather?city=Bonn&temperature=70.1").statusCode()).isEqualTo(200);
    assertThat(gateway.get("/log/sample?entity=7&temp=20.13&state=on").statusCode()).isEqualTo(200);
    assertThat(gateway.postJson(ONE).statusCode()).isEqualTo(404);
    assertThat(gateway.get("/log/others").statusCode()).isEqualTo(404);
    assertThat(gateway.records())
        .extracting(record -> record.topic())
        .containsExactly("weather-raw", "sample-raw");
    assertThat(gateway.get("/metrics").body())
        .contains(
            "tidemark_readings_sent_total{stream=\"sample\"} 1.0",
            "tidemark_readings_sent_total{stream=\"weather\"} 1.0",
            "tidemark_requests_total{status=\"200\",stream=\"sample\"} 1.0");
  }

  @Test
  void aTopicThatIsMissingIsUnavailableAtOnceAndOtherStreamsAreNot() throws Exception {
    gateway.close();
    gateway = TestGateway.of(SAMPLE, WEATHER);
    gateway.broker.lack("sample-raw");

    HttpResponse<String> missing = gateway.send(gateway.linesTo("/log/sample", ONE, ONE, ONE));
    assertThat(missing.statusCode()).isEqualTo(503);
    assertThat(missing.body()).contains("3 of 3 readings");
    assertThat(gateway.get("/log/weather?city=Bonn&temperature=70.1").statusCode()).isEqualTo(200);

    assertThat(gateway.sent()).hasSize(1);
    assertThat(gateway.stop().stream()).isEqualTo("weather");
  }

  @Test
  void whatIsNotReadingsIsAnsweredWithTheReason() throws Exception {
    assertThat(gateway.postJson("").statusCode()).isEqualTo(400);
    assertThat(gateway.postJson("[]").statusCode()).isEqualTo(400);
    assertThat(gateway.postJson("7").statusCode()).isEqualTo(400);
    assertThat(gateway.postJson("[" + ONE).statusCode()).isEqualTo(400);
    assertThat(gateway.postJson("[" + ONE + ONE + "]").statusCode()).isEqualTo(400);
    HttpResponse<String> lines = gateway.postJson(ONE + "\n" + ONE);
    assertThat(lines.statusCode()).isEqualTo(400);
    assertThat(lines.body()).contains("application/x-ndjson");
    assertThat(gateway.sent()).isEmpty();
  }

  @Test
  void otherPathsMethodsAndFormsAreRefused() throws Exception {
    assertThat(gateway.get("/").statusCode()).isEqualTo(404);
    HttpResponse<String> put =
        gateway.send(gateway.json(ONE).method("PUT", HttpRequest.BodyPublishers.ofString(ONE)));
    assertThat(put.statusCode()).isEqualTo(405);
    assertThat(put.headers().firstValue("Allow")).hasValue("GET, POST");
    HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.ofString(ONE);
    assertThat(gateway.send(gateway.to("/log").POST(body)).statusCode()).isEqualTo(415);
    assertThat(
            gateway
                .send(
                    gateway.json(ONE).setHeader("Content-Type", "application/json;charset=latin1"))
                .statusCode())
        .isEqualTo(415);
    assertThat(gateway.send(gateway.json(ONE).header("Content-Encoding", "br")).statusCode())
        .isEqualTo(415);
    assertThat(gateway.send(gateway.json(ONE).header("Content-Encoding", "gzip")).statusCode())
        .isEqualTo(400);
    assertThat(gateway.sent()).isEmpty();
  }

  @Test
  void aTokenIsAskedForButByTheProbes() throws Exception {
    gateway.close();
    gateway = new TestGateway.Setup().token("s3cret").open(SAMPLE);

    assertThat(gateway.postJson(ONE).statusCode()).isEqualTo(401);
    assertThat(gateway.get("/metrics").statusCode()).isEqualTo(401);
    assertThat(gateway.send(gateway.json(ONE).header("Authorization", "Bearer s3")).statusCode())
        .isEqualTo(401);
    assertThat(
            gateway.send(gateway.json(ONE).header("Authorization", "bearer s3cret")).statusCode())
        .isEqualTo(200);
    assertThat(gateway.get("/health").statusCode()).isEqualTo(200);
    assertThat(gateway.get("/ready").statusCode()).isEqualTo(200);
    assertThat(gateway.sent()).containsExactly(ONE);
  }

  @Test
  void theDescriptionFollowsFromTheDefinition() throws Exception {
    JsonNode api = TestGateway.tree(gateway.get("/openapi.json"));

    assertThat(api.at("/components/schemas/sample/properties/temp/multipleOf").asText())
        .isEqualTo("0.01");
    assertThat(api.at("/paths/~1log~1sample/get/parameters").findValuesAsText("name"))
        .isEqualTo(List.of("time", "entity", "temp", "state"));
  }

  static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return packed.toByteArray();
  }
}
