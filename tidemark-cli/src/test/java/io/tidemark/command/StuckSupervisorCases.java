package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.druid.FailedTasks;
import io.tidemark.druid.StuckSupervisor;
import io.tidemark.kafka.DeadLetter;
import io.tidemark.kafka.KafkaBroker;
import io.tidemark.model.definition.Durations;
import io.tidemark.retry.Deadline;
import io.tidemark.retry.RetryableException;
import io.tidemark.supervisor.SupervisorSpecs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A supervisor on real Druid that is moved past a record, and the way of its stream in and out. */
abstract class StuckSupervisorCases {
  private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

  @TempDir static Path folder;

  private TestStream stream;

  @Test
  void aRecordThatStopsDruidIsFoundAndSkippedAndNothingElseIsLost() throws Exception {
    stream = TestStream.define(folder, "stuck", "int", "1 minute", "0", "[entity]");
    stream.attach("--partitions", "2");
    druid("detach");
    String raw = stream.definition().raw().topic();
    // whatever the spec lets pass: with this setting an unparseable record stops every task
    ObjectNode spec = SupervisorSpecs.raw(stream.definition(), stream.client());
    spec.withObject("/spec/tuningConfig").put("maxParseExceptions", 0);
    stream.druid().post("/druid/indexer/v1/supervisor", spec.toString()).body();
    send(0, 3);
    send(0, "{\"time\":");
    send(0, 4);
    send(1, 2);

    String explanation = await("the failures", () -> explain(raw));
    assertThat(explanation)
        .contains("the record is offset 3 of partition 0 (not JSON")
        .contains("'./tidemark skip --stream stuck --partition 0 --offset 3'");
    assertThat(doctor("supervisor raw"))
        .contains("in the topic " + raw + " the record is offset 3 of partition 0 (not JSON")
        .contains("'./tidemark skip --stream stuck --partition 0 --offset 3'");
    druid("skip", "--partition", "0", "--offset", "3", "--dry-run");
    druid("skip", "--partition", "0", "--offset", "3");
    assertThat(stream.records(stream.definition().deadLetterTopic()))
        .singleElement()
        .satisfies(letter -> assertThat(DeadLetter.of(letter).datasource()).isEqualTo(raw));
    await("all other readings", () -> requireRows(9));

    // the topics are filled by others, so nothing but this command closes the last window
    stream.run("close-windows", List.of());
    stream.run("close-windows", List.of());
    assertThat(stream.records(raw)).hasSize(10 + 2);
    stream.drain();
    assertThat(stream.aggregatedTopic()).hasSize(1);

    stream.attach();
    stream.audit();
    druid("detach");
    druid("detach");
    stream.attach();
    stream.audit();
    druid("detach", "--drop");
    await("no row", () -> requireRows(0));
    stream.attach();
    await("all readings again", () -> requireRows(9));
    stream.audit();
  }

  private String explain(String raw) {
    return new StuckSupervisor(
            stream.definition(), new KafkaBroker(stream.client()), stream.druid())
        .explain(raw, new FailedTasks(stream.druid()).of(raw))
        .orElseThrow(() -> new RetryableException("not twice yet"));
  }

  /** What the doctor finds and advises, while the pipeline is in trouble. */
  private String doctor(String check) throws IOException {
    Path report = folder.resolve("doctor.json");
    int exitCode =
        Tidemark.run(
            "doctor",
            "--stream",
            stream.file(),
            "--kafka",
            stream.stack().kafka(),
            "--druid",
            stream.stack().druid(),
            "--json",
            report.toString());
    assertThat(exitCode).isEqualTo(1);
    for (JsonNode one : new ObjectMapper().readTree(report.toFile()).path("checks")) {
      if (one.path("name").asText().equals(check)) {
        return one.path("found").asText() + "; " + one.path("advice").asText();
      }
    }
    throw new AssertionError("no check " + check + " in " + Files.readString(report));
  }

  private long requireRows(long expected) {
    String sql = "SELECT COUNT(*) FROM \"" + stream.definition().raw().topic() + "\"";
    long rows = stream.druid().rows(sql).map(counted -> counted.at("/0/0").longValue()).orElse(0L);
    if (rows != expected) {
      throw new RetryableException(rows + " rows instead of " + expected);
    }
    return rows;
  }

  private interface Attempt<T> {
    T make();
  }

  private static <T> T await(String what, Attempt<T> attempt) {
    return Deadline.in(Durations.parse("5m"), System.err::println)
        .await(what, "look at the logs of the stack", attempt::make);
  }

  /** Runs a command that needs Druid. */
  private void druid(String command, String... options) {
    List<String> all = new ArrayList<>(List.of("--druid", stream.stack().druid()));
    all.addAll(List.of("--timeout", "10m"));
    all.addAll(List.of(options));
    stream.run(command, all);
  }

  private void send(int partition, int readings) {
    for (int i = 0; i < readings; i++) {
      send(
          partition,
          "{\"time\":%d,\"entity\":1,\"temp\":20.00,\"humidity\":35.00}"
              .formatted(NOON.toEpochMilli() + i));
    }
  }

  private void send(int partition, String value) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            stream.client(), new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(
          new ProducerRecord<>(
              stream.definition().raw().topic(),
              partition,
              null,
              value.getBytes(StandardCharsets.UTF_8)));
    }
  }
}
