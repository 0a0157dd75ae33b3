package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.process.FileTrees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Audits that count on from the last one that held: they read what came since, say the same as one
 * that reads all, and find what became wrong in windows that were settled.
 */
class LastAuditIT {
  @TempDir static Path folder;

  private TestStream stream;

  @Test
  void anAuditReadsWhatCameSinceTheLastOneAndFindsWhatHasChangedBefore() throws Exception {
    stream = TestStream.define(folder, "daily", "int", "1 minute", "30 seconds", "[entity]");
    stream.attach();
    day(1);
    assertThat(stream.audit().has("settled")).isFalse();
    long raw = records(stream.definition().raw().topic());
    long rows = records(stream.definition().aggregated().topic());
    assertThat(rows).isEqualTo(100);
    requireRead(stream.audit(), 10, 0, 0);

    day(2);
    JsonNode second = stream.audit();
    requireRead(second, 10, records(stream.definition().raw().topic()) - raw, 100);
    assertThat(second.path("windows")).hasSize(20);
    assertThat(second.path("dead").longValue()).isPositive();
    requireSameAsFromBeginning(second);

    aLateReadingOfASettledWindowIsLate();
    whatTheRetentionDeletesWasCounted();
    aRowThatDruidLosesIsMissed();
  }

  @Test
  void aRowOfASettledWindowThatComesAgainAndATopicThatIsMadeAgainAreReadFromTheBeginning()
      throws Exception {
    stream = TestStream.define(folder, "again", "int", "1 minute", "30 seconds", "[entity]");
    stream.attach();
    day(1);
    stream.audit();
    Path kept = folder.resolve("kept");
    Files.createDirectories(kept.resolve("again"));
    Path file = folder.resolve("again/audits/again/again-aggregated.json.gz");
    Files.copy(file, kept.resolve("again/again-aggregated.json.gz"));

    ConsumerRecord<byte[], byte[]> row =
        stream.records(stream.definition().aggregated().topic()).get(0);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            stream.client(), new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(row.topic(), row.key(), row.value())).get();
    }
    JsonNode doubled = stream.failingAudit();
    assertThat(doubled.has("settled")).isFalse();
    assertThat(doubled.at("/double_rows/rows").longValue()).isOne();
    assertThat(doubled.path("notes").toString())
        .contains("read from their beginning, because 1 row of its windows came since");
    assertThat(doubled.path("problems").toString()).contains("1 row again for a key");
    // an audit that does not hold keeps nothing
    assertThat(Files.mismatch(file, kept.resolve("again/again-aggregated.json.gz"))).isEqualTo(-1);

    stream.run("reset", withFolders("--yes", "--checkpoint", stream.checkpoint().toString()));
    assertThat(file).doesNotExist();
    stream.attach();
    day(3);
    JsonNode anew = stream.audit("--audits", kept.toString());
    assertThat(anew.has("settled")).isFalse();
    assertThat(anew.path("notes").toString())
        .contains("read from their beginning, because a topic was made again");
    assertThat(stream.audit("--audits", kept.toString()).at("/settled/windows").longValue())
        .isEqualTo(10);
    FileTrees.delete(kept);
  }

  /** Ten minutes of ten entities, which the job has aggregated. */
  private void day(int seed) throws IOException {
    stream.generate(
        "--entities",
        "10",
        "--interval",
        "5s",
        "--duration",
        "10m",
        "--malformed",
        "1%",
        "--seed",
        Integer.toString(seed));
    stream.drain();
  }

  private void aLateReadingOfASettledWindowIsLate() throws Exception {
    Path late = folder.resolve("late.jsonl");
    Files.writeString(
        late, "{\"time\":1767225600000,\"entity\":1,\"temp\":20.50,\"humidity\":35.00}\n");
    long raw = records(stream.definition().raw().topic());
    stream.replay(late);
    stream.drain();
    JsonNode report = stream.audit();
    assertThat(report.path("late").longValue()).isOne();
    requireRead(report, 20, records(stream.definition().raw().topic()) - raw, 0);
    requireSameAsFromBeginning(report);
  }

  private void whatTheRetentionDeletesWasCounted() throws Exception {
    JsonNode before = stream.audit();
    for (String topic : stream.topics()) {
      stream.deleteRecords(topic);
    }
    JsonNode report = stream.audit();
    requireRead(report, 20, 0, 0);
    assertThat(counts(report)).isEqualTo(counts(before));
    assertThat(report.path("dead_letters")).isEqualTo(before.path("dead_letters"));
    assertThat(stream.failingAudit("--from-beginning").path("problems")).isNotEmpty();
    requireRead(stream.audit(), 20, 0, 0);
  }

  private void aRowThatDruidLosesIsMissed() throws IOException {
    String datasource = stream.definition().aggregated().topic();
    stream.detach();
    stream.dropSegments(datasource);
    JsonNode report = stream.failingAudit();
    requireRead(report, 20, 0, 0);
    assertThat(report.path("problems").toString()).contains("Druid aggregated has none of the");
  }

  private static void requireRead(JsonNode report, long windows, long raw, long rows) {
    JsonNode settled = report.path("settled");
    assertThat(settled.path("windows").longValue()).as(settled.toString()).isEqualTo(windows);
    assertThat(settled.path("raw_records_read").longValue()).isEqualTo(raw);
    assertThat(settled.path("rows_read").longValue()).isEqualTo(rows);
    assertThat(report.path("notes").toString()).contains("had settled " + windows + " windows");
  }

  private void requireSameAsFromBeginning(JsonNode report) throws IOException {
    JsonNode all = stream.audit("--from-beginning");
    assertThat(all.has("settled")).isFalse();
    assertThat(report.at("/dead_letters/percent")).isEqualTo(all.at("/dead_letters/percent"));
    assertThat(counts(report)).isEqualTo(counts(all));
  }

  /**
   * Without what tells how it was read, the first letters that were read, and what Druid's tasks of
   * now have counted.
   */
  private static JsonNode counts(JsonNode report) {
    return ((ObjectNode) report.deepCopy())
        .without(List.of("settled", "notes", "dead_letters", "ingestion"));
  }

  private long records(String topic) {
    return stream.records(topic).size();
  }

  private List<String> withFolders(String... options) {
    List<String> all = new ArrayList<>(List.of("--druid", stream.stack().druid()));
    all.addAll(List.of("--ledgers", stream.folder().resolve("ledgers").toString()));
    all.addAll(List.of("--audits", stream.folder().resolve("audits").toString()));
    all.addAll(List.of(options));
    return all;
  }
}
