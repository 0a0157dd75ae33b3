package io.tidemark.generator.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.generator.TypedOptions;
import io.tidemark.generator.options.GeneratorOptions;
import io.tidemark.generator.options.GeneratorOptions.ClockKind;
import io.tidemark.generator.run.InMemoryBroker;
import io.tidemark.generator.run.KafkaDestination;
import io.tidemark.generator.run.Pacer;
import io.tidemark.generator.run.RawSender;
import io.tidemark.generator.run.Run;
import io.tidemark.kafka.RawTopicState;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.ledger.RunLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A replay without a broker, on a clock that only its own waits advance. */
final class RecordedReplay {
  static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");
  private static final int PARTITIONS = 2;

  private final StreamDefinition definition;
  private final AtomicLong nanos = new AtomicLong();
  private final Properties client = new Properties();
  private LongPredicate refused = n -> false;
  private OptionalLong closedUntil = OptionalLong.empty();
  private long nanosALook;

  final List<String> messages = new ArrayList<>();
  private List<ProducerRecord<byte[], byte[]>> history;
  private Run.Outcome outcome;

  RecordedReplay(StreamDefinition definition) {
    this.definition = definition;
  }

  /** The records that the broker rejects, counted from 0. */
  RecordedReplay refusing(LongPredicate records) {
    refused = records;
    return this;
  }

  RecordedReplay closedUntil(Instant end) {
    closedUntil = OptionalLong.of(end.toEpochMilli());
    return this;
  }

  RecordedReplay set(String property, String value) {
    client.setProperty(property, value);
    return this;
  }

  /** The time by which each read of the wall clock advances it. */
  RecordedReplay takingMillisALook(long millis) {
    nanosALook = millis * 1_000_000;
    return this;
  }

  RecordedReplay run(Path file, String... args) {
    GeneratorOptions options =
        TypedOptions.parse(
                Stream.concat(Stream.of("--from", file.toString()), Stream.of(args))
                    .toArray(String[]::new))
            .withDefaultClock(ClockKind.WALL);
    String topic = definition.raw().topic();
    InMemoryBroker broker = new InMemoryBroker(topic, PARTITIONS, refused);
    Replay replay =
        new Replay(definition, options, new KafkaDestination(client), messages::add, this::millis);
    Pacer pacer = new Pacer(options.rate, () -> false, nanos::get, nanos::addAndGet);
    try (Recording recording = Recording.open(options.recording)) {
      outcome =
          replay.run(
              new RawTopicState("id", PARTITIONS, closedUntil),
              new RawSender(broker, topic, PARTITIONS),
              recording,
              pacer);
    }
    history = broker.history();
    return this;
  }

  /** Replays a text. */
  RecordedReplay lines(Path folder, String text, String... args) throws IOException {
    return run(Files.writeString(folder.resolve("recording.jsonl"), text), args);
  }

  private long millis() {
    return NOW.toEpochMilli() + nanos.addAndGet(nanosALook) / 1_000_000;
  }

  RunLedger ledger() {
    return outcome.ledger();
  }

  Run.Outcome outcome() {
    return outcome;
  }

  /** The total waiting time. */
  long seconds() {
    return nanos.get() / 1_000_000_000;
  }

  /** The values of all sent records without the closing heartbeats. */
  List<byte[]> records() {
    return sent().stream().map(ProducerRecord::value).toList();
  }

  /** The same values as text. */
  List<String> values() {
    return records().stream().map(value -> new String(value, UTF_8)).toList();
  }

  /** The keys of these records. */
  List<String> keys() {
    return sent().stream()
        .map(record -> record.key() == null ? null : new String(record.key(), UTF_8))
        .toList();
  }

  /** The closing heartbeats. */
  List<String> heartbeats() {
    return history.subList(sent().size(), history.size()).stream()
        .map(record -> new String(record.value(), UTF_8))
        .toList();
  }

  private List<ProducerRecord<byte[], byte[]>> sent() {
    return history.subList(0, history.size() - (int) ledger().heartbeats());
  }
}
