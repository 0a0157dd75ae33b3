package io.tidemark.stack;

import io.tidemark.process.ClassPath;
import io.tidemark.process.JavaCommand;
import io.tidemark.stack.secure.KafkaLogins;
import io.tidemark.stack.secure.StackLogins;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** Kafka as one process, both broker and KRaft controller. */
record KafkaConfig(
    StackFolder folder, StackPorts ports, ClassPath classPath, Optional<StackLogins> logins) {
  private static final String CONTROLLER = "CONTROLLER";

  Map<String, String> properties() {
    Map<String, String> all = new TreeMap<>();
    all.put("process.roles", "broker,controller");
    all.put("node.id", "1");
    all.put("controller.quorum.voters", "1@127.0.0.1:" + ports.controller());
    all.put("controller.listener.names", CONTROLLER);
    String protocol = logins.isPresent() ? KafkaLogins.PROTOCOL : "PLAINTEXT";
    all.put(
        "listeners",
        protocol
            + "://"
            + ports.address(Service.KAFKA)
            + ","
            + CONTROLLER
            + "://127.0.0.1:"
            + ports.controller());
    all.put("log.dirs", folder.dataOf(Service.KAFKA, "log").toString());
    all.put("auto.create.topics.enable", "false");
    // There is one broker; by default both internal topics need three.
    all.put("default.replication.factor", "1");
    all.put("min.insync.replicas", "1");
    all.put("offsets.topic.replication.factor", "1");
    all.put("offsets.topic.num.partitions", "4");
    all.put("transaction.state.log.replication.factor", "1");
    all.put("transaction.state.log.min.isr", "1");
    all.put("transaction.state.log.num.partitions", "4");
    all.put("group.initial.rebalance.delay.ms", "0");
    // Readings may have old event times, and readings that Kafka deletes cannot be audited.
    all.put("log.retention.ms", "-1");
    // 128 MiB of heap by default, for two small internal topics.
    all.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20));
    logins.ifPresent(found -> all.putAll(new KafkaLogins(found).broker(CONTROLLER)));
    return all;
  }

  /** The command that formats the empty data folder. */
  JavaCommand format() {
    List<String> arguments =
        new ArrayList<>(List.of("format", "-t", clusterId(), "-c", file().toString()));
    logins.ifPresent(found -> arguments.addAll(new KafkaLogins(found).formatArguments()));
    return new JavaCommand(
        jvm("64m", List.of(JavaCommand.FAST_START)),
        classPath,
        "kafka.tools.StorageTool",
        arguments);
  }

  JavaCommand broker() {
    return new JavaCommand(
        jvm("320m", ServiceJvm.FOR_THROUGHPUT),
        classPath,
        "kafka.Kafka",
        List.of(file().toString()));
  }

  /** The file for {@link #properties()}. */
  Path file() {
    return folder.conf().resolve("kafka.properties");
  }

  private List<String> jvm(String heap, List<String> compiler) {
    List<String> options = new ArrayList<>(ServiceJvm.options(heap, folder, Service.KAFKA));
    options.addAll(compiler);
    return options;
  }

  /** A new id for each stack, so that clients of an earlier stack detect the other cluster. */
  private static String clusterId() {
    UUID id = UUID.randomUUID();
    byte[] bytes =
        ByteBuffer.allocate(2 * Long.BYTES)
            .putLong(id.getMostSignificantBits() >>> 1)
            .putLong(id.getLeastSignificantBits())
            .array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
