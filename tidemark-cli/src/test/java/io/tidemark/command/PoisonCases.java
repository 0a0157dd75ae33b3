package io.tidemark.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.model.yaml.DefinitionReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The worst records between good ones, on real Kafka, Spark and Druid: each is one dead letter, and
 * Druid's tasks read what comes after it.
 */
abstract class PoisonCases {
  /** Of the stream {@code visits}; in bytes as Latin-1 has them. */
  private static final List<String> WORST =
      List.of(
          // the front that a schema registry's serializer writes: UTF-32 for Druid's parser
          "\0\0\0\0\u0001{\"ts\":1767225600,\"uid\":\"a\"}",
          "\u0001\0\0\0{\"ts\":1767225600,\"uid\":\"a\"}",
          "\0\0\u0001\0{\"ts\":1767225600,\"uid\":\"a\"}",
          "\u00c0\u0080{\"ts\":1767225600,\"uid\":\"a\"}",
          "KEY|{\"ts\":1767225600,\"uid\":\"a\"}",
          "{\"ts\":\"yesterday\",\"uid\":\"a\"}",
          "{\"ts\":\"99999999999999999999\",\"uid\":\"a\"}",
          "{\"ts\":" + "9".repeat(1_200) + ",\"uid\":\"a\"}",
          "{\"ts\":1e400,\"uid\":\"a\"}",
          "{\"ts\":NaN,\"uid\":\"a\"}",
          "{\"ts\":true,\"uid\":\"a\"}",
          "{\"ts\":[1767225600],\"uid\":\"a\"}",
          "{\"ts\":1767225600,\"ts\":null,\"uid\":\"a\"}",
          "{\"ts\":1767225600}",
          "{\"ts\":1767225600,\"uid\":{\"a\":1}}",
          "{\"ts\":1767225600,\"uid\":\"a",
          "%999999999%",
          "[]",
          "null",
          "");

  @TempDir static Path folder;

  @Test
  void aStockDruidReadsOnAfterTheWorstRecords() throws Exception {
    goodAmongBad(TestStream.ofProject(folder, "visits"), WORST);
  }

  @Test
  void theExtensionReadsOnAfterThemAndAfterDeepNesting() throws Exception {
    Path own = Files.createDirectories(folder.resolve("calls"));
    Path file = own.resolve("calls.yaml");
    // a number that people may write in any form, so that the definition is not plain
    Files.writeString(
        file,
        """
        stream: calls
        raw:
          topic: calls-raw
          key: uid
          time: ts
          fields:
            ts: {type: timestamp, format: seconds, lenient: true}
            uid: {type: string}
        aggregated:
          topic: calls-aggregated
          window: 1 minute
          watermark: 0
          measures:
            calls: count
        """);
    List<String> worst = new ArrayList<>(WORST);
    worst.add("{\"ts\":1767225600,\"uid\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}");
    goodAmongBad(new TestStream(DefinitionReader.read(file), own, SharedStack.get()), worst);
  }

  private static void goodAmongBad(TestStream stream, List<String> bad) throws Exception {
    stream.attach();
    String topic = stream.definition().raw().topic();
    stream.generate("--entities", "20", "--duration", "1m");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            stream.client(), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (String record : bad) {
        // the same partition: what comes after a record is read after it
        producer.send(
            new ProducerRecord<>(topic, 0, "a".getBytes(UTF_8), record.getBytes(ISO_8859_1)));
      }
    }
    stream.generate("--entities", "20", "--duration", "1m", "--start", "2026-06-01T00:00:00Z");
    stream.drain();
    JsonNode report = audited(stream);
    long counted = report.path("aggregated").longValue();
    assertThat(counted).isPositive();
    assertThat(report.path("dead").longValue()).isEqualTo(bad.size());
    String count = "SELECT COUNT(*) FROM \"" + topic + "\"";
    assertThat(stream.druid().numbers(count).orElseThrow()).containsExactly(new long[] {counted});
    stream.endSupervisors();
  }

  /** The report of an audit without the runs' ledgers, which know nothing of the bad records. */
  private static JsonNode audited(TestStream stream) throws Exception {
    Path json = stream.folder().resolve("audit.json");
    int exit =
        Tidemark.run(
            "audit",
            "--stream",
            stream.file(),
            "--kafka",
            stream.stack().kafka(),
            "--druid",
            stream.stack().druid(),
            "--ledgers",
            Files.createDirectories(stream.folder().resolve("no-ledgers")).toString(),
            "--audits",
            stream.folder().resolve("audits").toString(),
            "--wait",
            "3m",
            "--json",
            json.toString());
    assertThat(exit).isZero();
    return new ObjectMapper().readTree(json.toFile());
  }
}
