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
import java.util.stream.Collectors;

/**
 * A process of Kafka, both broker and KRaft controller.
 *
 * @param node which of the brokers
 */
record KafkaConfig(
    StackFolder folder,
    StackPorts ports,
    ClassPath classPath,
    Optional<StackLogins> logins,
    Service node) {
  private static final String CONTROLLER = "CONTROLLER";

  Map<String, String> properties() {
    Map<String, String> all = new TreeMap<>();
    all.put("process.roles", "broker,controller");
    all.put("node.id", Integer.toString(id(node)));
    all.put(
        "controller.quorum.voters",
        ports.brokers().stream()
            .map(broker -> id(broker) + "@127.0.0.1:" + ports.controllers().get(broker))
            .collect(Collectors.joining(",")));
    all.put("controller.listener.names", CONTROLLER);
    String protocol = logins.isPresent() ? KafkaLogins.PROTOCOL : "PLAINTEXT";
    all.put(
        "listeners",
        protocol
            + "://"
            + ports.address(node)
            + ","
            + CONTROLLER
            + "://127.0.0.1:"
            + ports.controllers().get(node));
    all.put("log.dirs", folder.dataOf(node, "log").toString());
    all.put("auto.create.topics.enable", "false");
    // One broker has one replica of everything; three go on with two of them.
    String replicas = Integer.toString(ports.brokers().size());
    String inSync = ports.brokers().size() == 1 ? "1" : "2";
    all.put("default.replication.factor", replicas);
    all.put("min.insync.replicas", inSync);
    all.put("offsets.topic.replication.factor", replicas);
    all.put("offsets.topic.num.partitions", "4");
    all.put("transaction.state.log.replication.factor", replicas);
    all.put("transaction.state.log.min.isr", inSync);
    all.put("transaction.state.log.num.partitions", "4");
    all.put("group.initial.rebalance.delay.ms", "0");
    // Readings may have old event times, and readings that Kafka deletes cannot be audited.
    all.put("log.retention.ms", "-1");
    // 128 MiB of heap by default, for two small internal topics.
    all.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20));
    logins.ifPresent(found -> all.putAll(new KafkaLogins(found).broker(CONTROLLER)));
    return all;
  }

  private static int id(Service broker) {
    return Service.BROKERS.indexOf(broker) + 1;
  }

  /**
   * The command that formats the empty data folder.
   *
   * @param cluster the id of the cluster
   */
  JavaCommand format(String cluster) {
    List<String> arguments =
        new ArrayList<>(List.of("format", "-t", cluster, "-c", file().toString()));
    logins.ifPresent(found -> arguments.addAll(new KafkaLogins(found).formatArguments()));
    return new JavaCommand(
        jvm("64m", List.of(JavaCommand.FAST_START)),
        classPath,
        "kafka.tools.StorageTool",
        arguments);
  }

  JavaCommand broker() {
    return new JavaCommand(
        jvm("320m", JavaCommand.FOR_THROUGHPUT),
        classPath,
        "kafka.Kafka",
        List.of(file().toString()));
  }

  /** The file for {@link #properties()}. */
  Path file() {
    return folder.conf().resolve(node.label() + ".properties");
  }

  private List<String> jvm(String heap, List<String> compiler) {
    List<String> options = new ArrayList<>(ServiceJvm.options(heap, folder, node));
    options.addAll(compiler);
    return options;
  }

  /** A new id for each stack, so that clients of an earlier stack detect the other cluster. */
  static String newClusterId() {
    UUID id = UUID.randomUUID();
    byte[] bytes =
        ByteBuffer.allocate(2 * Long.BYTES)
            .putLong(id.getMostSignificantBits() >>> 1)
            .putLong(id.getLeastSignificantBits())
            .array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
