package io.tidemark.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.kafka.KafkaBroker;
import io.tidemark.kafka.TopicClaim;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.ledger.RunJournals;
import io.tidemark.model.yaml.DefinitionReader;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What a release left of a stream, in files: the committed records of its topics and their schemas,
 * the offsets of Tidemark's groups, the checkpoint, the ledgers and the definition. A broker cannot
 * be given the id of a topic, so the new ids take the place of the kept ones in the claim, the
 * ledgers and the checkpoint's {@code owner.json}; so do those of schemas in the records.
 *
 * @param folder has the name of the stream
 */
record KeptStream(Path folder) {
  /** The file of a checkpoint that names its topic. */
  static final String OWNER = "owner.json";

  private static final String SCHEMAS = "schemas.json";
  private static final JsonMapper JSON = new JsonMapper();

  /** The parts of Kafka that are not records. */
  record Broker(Map<String, KafkaBroker.Topic> topics, List<GroupOffset> groups) {}

  /** The single offset of a group: an epoch, or the claim of a topic. */
  record GroupOffset(String group, String topic, int partition, long offset, String metadata) {}

  /** A record; bytes are texts in ISO 8859-1. */
  record KeptRecord(
      String topic, int partition, String key, String value, Map<String, String> headers) {}

  StreamDefinition definition() {
    return DefinitionReader.read(folder.resolve(name() + ".yaml"));
  }

  String name() {
    return folder.getFileName().toString();
  }

  /** The ledgers and the journal. */
  List<Path> ledgers() throws IOException {
    return RunJournals.withLedgers(folder.resolve("ledgers"));
  }

  /** A file of the checkpoint, such as {@link #OWNER}. */
  byte[] checkpointFile(String file) throws IOException {
    return Optional.ofNullable(checkpoint().get(file)).orElseThrow();
  }

  /** The last epoch that is planned in the checkpoint. */
  long lastEpoch() throws IOException {
    String offsets = "query/offsets/";
    return checkpoint().keySet().stream()
        .filter(file -> file.matches(offsets + "\\d+"))
        .mapToLong(file -> Long.parseLong(file.substring(offsets.length())))
        .max()
        .orElseThrow();
  }

  private Map<String, byte[]> checkpoint() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (ZipInputStream zip =
        new ZipInputStream(Files.newInputStream(folder.resolve("checkpoint.zip")))) {
      for (ZipEntry file = zip.getNextEntry(); file != null; file = zip.getNextEntry()) {
        files.put(file.getName(), zip.readAllBytes());
      }
    }
    return files;
  }

  /** Writes the files of a stream whose commands have ended. */
  void keep(TestStream stream) throws Exception {
    Files.createDirectories(folder.resolve("ledgers"));
    Files.copy(Path.of(stream.file()), folder.resolve(name() + ".yaml"));
    for (Path ledger : RunJournals.withLedgers(stream.folder().resolve("ledgers"))) {
      Files.copy(ledger, folder.resolve("ledgers").resolve(ledger.getFileName()));
    }
    if (stream.definition().raw().isAvro()) {
      JSON.writerWithDefaultPrettyPrinter()
          .writeValue(
              folder.resolve(SCHEMAS).toFile(),
              KeptSchemas.of(stream.stack().registry(), Set.copyOf(stream.topics())));
    }
    keepCheckpoint(stream.checkpoint());
    KafkaBroker broker = new KafkaBroker(stream.client());
    Map<String, KafkaBroker.Topic> topics = new TreeMap<>();
    try (BufferedWriter records =
        new BufferedWriter(
            new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(folder.resolve("records.jsonl.gz"))),
                UTF_8))) {
      for (String topic : stream.topics()) {
        topics.put(topic, broker.topic(topic));
        for (ConsumerRecord<byte[], byte[]> one : stream.records(topic)) {
          Map<String, String> headers = new LinkedHashMap<>();
          one.headers().forEach(header -> headers.put(header.key(), text(header.value())));
          KeptRecord kept =
              new KeptRecord(topic, one.partition(), text(one.key()), text(one.value()), headers);
          records.write(JSON.writeValueAsString(kept));
          records.newLine();
        }
      }
    }
    try (Admin admin = Admin.create(stream.client())) {
      Files.writeString(
          folder.resolve("broker.json"),
          JSON.writerWithDefaultPrettyPrinter()
                  .writeValueAsString(new Broker(topics, groups(admin, topics)))
              + "\n");
    }
  }

  private void keepCheckpoint(Path checkpoint) throws IOException {
    try (ZipOutputStream zip =
            new ZipOutputStream(Files.newOutputStream(folder.resolve("checkpoint.zip")));
        Stream<Path> files = Files.walk(checkpoint)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        ZipEntry entry = new ZipEntry(checkpoint.relativize(file).toString());
        entry.setTime(0);
        zip.putNextEntry(entry);
        Files.copy(file, zip);
        zip.closeEntry();
      }
    }
  }

  private static List<GroupOffset> groups(Admin admin, Map<String, KafkaBroker.Topic> topics)
      throws Exception {
    List<GroupOffset> groups = new ArrayList<>();
    for (GroupListing one : admin.listGroups().all().get()) {
      String group = one.groupId();
      if (group.startsWith("tidemark-")) {
        admin
            .listConsumerGroupOffsets(group)
            .partitionsToOffsetAndMetadata()
            .get()
            .forEach(
                (place, offset) -> {
                  if (topics.containsKey(place.topic())) {
                    groups.add(
                        new GroupOffset(
                            group,
                            place.topic(),
                            place.partition(),
                            offset.offset(),
                            offset.metadata()));
                  }
                });
      }
    }
    for (String topic : topics.keySet()) {
      TopicClaim claim = TopicClaim.read(admin, List.of(topic)).get(topic);
      groups.replaceAll(
          one -> one.group().equals(TopicClaim.group(topic)) ? anywhere(one, claim) : one);
    }
    return groups;
  }

  /** Without the names of this machine. */
  private static GroupOffset anywhere(GroupOffset offset, TopicClaim claim) {
    TopicClaim anywhere =
        new TopicClaim(
            claim.query(),
            claim.topicId(),
            "a checkpoint on another machine",
            "1 since 0 on another machine",
            claim.replaced());
    return new GroupOffset(
        offset.group(), offset.topic(), offset.partition(), offset.offset(), anywhere.json());
  }

  /**
   * Puts the files back, on the shared stack.
   *
   * @param parent gets a folder for the stream
   */
  TestStream restore(Path parent) throws Exception {
    Path own = Files.createDirectories(parent.resolve(folder.getParent().getFileName() + name()));
    Files.createDirectories(own.resolve("ledgers"));
    Path file = own.resolve(name() + ".yaml");
    Files.copy(folder.resolve(name() + ".yaml"), file);
    TestStream stream =
        new TestStream(DefinitionReader.read(file), own, SharedStack.withRegistry());
    Broker kept = JSON.readValue(folder.resolve("broker.json").toFile(), Broker.class);
    Map<String, String> ids = new HashMap<>();
    try (Admin admin = Admin.create(stream.client())) {
      for (Map.Entry<String, KafkaBroker.Topic> topic : kept.topics().entrySet()) {
        NewTopic made =
            new NewTopic(
                topic.getKey(), Optional.of(topic.getValue().partitions()), Optional.empty());
        String id = admin.createTopics(List.of(made)).topicId(topic.getKey()).get().toString();
        ids.put(topic.getValue().id(), id);
      }
      send(stream);
      for (GroupOffset one : kept.groups()) {
        OffsetAndMetadata offset =
            new OffsetAndMetadata(one.offset(), Optional.empty(), withIds(one.metadata(), ids));
        TopicPartition place = new TopicPartition(one.topic(), one.partition());
        admin.alterConsumerGroupOffsets(one.group(), Map.of(place, offset)).all().get();
      }
    }
    for (Path ledger : ledgers()) {
      Files.writeString(
          own.resolve("ledgers").resolve(ledger.getFileName()),
          withIds(Files.readString(ledger), ids));
    }
    for (Map.Entry<String, byte[]> one : checkpoint().entrySet()) {
      Path target = stream.checkpoint().resolve(one.getKey());
      Files.createDirectories(target.getParent());
      if (one.getKey().equals(OWNER)) {
        Files.write(target, bytes(withIds(text(one.getValue()), ids)));
      } else if (!one.getKey().equals("." + OWNER + ".crc")) {
        Files.write(target, one.getValue());
      }
    }
    return stream;
  }

  /** The new ids of the schemas of records in Avro, by the kept ones. */
  private Map<Integer, Integer> register(TestStream stream) throws Exception {
    File schemas = folder.resolve(SCHEMAS).toFile();
    return schemas.exists()
        ? JSON.readValue(schemas, KeptSchemas.class).register(stream.stack().registry())
        : Map.of();
  }

  /** Sends the records; their offsets in the raw topic are those that the checkpoint has. */
  private void send(TestStream stream) throws Exception {
    Map<Integer, Integer> schemas = register(stream);
    ByteArraySerializer bytes = new ByteArraySerializer();
    try (BufferedReader records =
            new BufferedReader(
                new InputStreamReader(
                    new GZIPInputStream(Files.newInputStream(folder.resolve("records.jsonl.gz"))),
                    UTF_8));
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(stream.client(), bytes, bytes)) {
      for (String line = records.readLine(); line != null; line = records.readLine()) {
        KeptRecord kept = JSON.readValue(line, KeptRecord.class);
        ProducerRecord<byte[], byte[]> sent =
            new ProducerRecord<>(
                kept.topic(),
                kept.partition(),
                bytes(kept.key()),
                KeptSchemas.withIds(bytes(kept.value()), schemas));
        kept.headers().forEach((name, value) -> sent.headers().add(name, bytes(value)));
        producer.send(sent);
      }
    }
    Map<Integer, Long> next = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> one : stream.records(stream.definition().raw().topic())) {
      assertThat(one.offset()).isEqualTo(next.merge(one.partition(), 1L, Long::sum) - 1);
    }
  }

  private static String withIds(String text, Map<String, String> ids) {
    String changed = text;
    for (Map.Entry<String, String> id : ids.entrySet()) {
      changed = changed.replace(id.getKey(), id.getValue());
    }
    return changed;
  }

  private static String text(byte[] bytes) {
    return bytes == null ? null : new String(bytes, ISO_8859_1);
  }

  private static byte[] bytes(String text) {
    return text == null ? null : text.getBytes(ISO_8859_1);
  }
}
