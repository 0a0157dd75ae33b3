package io.tidemark.bench.lake;

import io.tidemark.bench.load.Backlog;
import io.tidemark.bench.program.MeasuredProcess;
import io.tidemark.bench.program.Peer;
import io.tidemark.cli.KafkaOptions;
import io.tidemark.lake.LakeCatalog;
import io.tidemark.lake.TableLayout;
import io.tidemark.process.ChildProgram;
import io.tidemark.process.ProjectRoot;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/**
 * Kafka Connect with Iceberg's sink. A worker does not end by itself: it is done when the table has
 * all readings. Each turn is a new connector with a consumer group of its own, so that it begins at
 * the first record.
 *
 * @param topic the raw topic
 * @param tasks of the connector
 * @param readings how many the table gets
 */
record ConnectArchiver(String kafka, String topic, int tasks, long readings) implements Archiver {
  private static final String MAIN = "org.apache.kafka.connect.cli.ConnectStandalone";
  private static final String JSON = "org.apache.kafka.connect.json.JsonConverter";
  private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";
  private static final String WITHOUT_KEY = "io.tidemark.benchmarks.connect.WithoutKey";

  /** The default is 5 minutes; the last readings wait for the next commit. */
  static final int COMMIT_MILLIS = 5_000;

  /**
   * How long a task waits for records before the sink can do anything else. The default is a
   * minute, by which the last commit of a backlog would be late.
   */
  private static final String FLUSH_MILLIS = "1000";

  @Override
  public MeasuredProcess.Used fill(FreshLake lake, Path work, Path log) throws Exception {
    String name = "lake-" + System.nanoTime();
    String control = "control-" + name;
    Backlog.createTopics(kafka, 1, control);
    Path worker = write(work.resolve("worker.properties"), worker(work));
    Path sink = write(work.resolve("sink.properties"), sink(name, control, lake));
    ProcessBuilder command =
        ChildProgram.module(
            ProjectRoot.current().resolve("benchmarks/kafka-connect"),
            Peer.JVM,
            MAIN,
            List.of(worker.toString(), sink.toString()));
    try (Admin admin = Admin.create(new KafkaOptions(kafka).properties())) {
      return MeasuredProcess.run(
          "Kafka Connect", command, log, new Connector(admin, "connect-" + name, lake, readings));
    }
  }

  private Properties worker(Path work) {
    Properties worker = new Properties();
    worker.setProperty("bootstrap.servers", kafka);
    worker.setProperty("key.converter", BYTES);
    worker.setProperty("value.converter", JSON);
    worker.setProperty("value.converter.schemas.enable", "false");
    worker.setProperty("offset.storage.file.filename", work.resolve("offsets").toString());
    worker.setProperty("offset.flush.interval.ms", FLUSH_MILLIS);
    worker.setProperty("listeners", "http://127.0.0.1:0");
    worker.setProperty("plugin.discovery", "service_load");
    return worker;
  }

  private Properties sink(String name, String control, FreshLake lake) {
    Properties sink = new Properties();
    sink.setProperty("name", name);
    sink.setProperty("connector.class", "org.apache.iceberg.connect.IcebergSinkConnector");
    sink.setProperty("tasks.max", String.valueOf(tasks));
    sink.setProperty("topics", topic);
    sink.setProperty("iceberg.tables", lake.table());
    sink.setProperty("iceberg.control.topic", control);
    sink.setProperty("iceberg.control.commit.interval-ms", String.valueOf(COMMIT_MILLIS));
    sink.setProperty("iceberg.catalog", LakeCatalog.NAME);
    for (Map.Entry<String, String> property : lake.stockCatalog().entrySet()) {
      sink.setProperty("iceberg.catalog." + property.getKey(), property.getValue());
    }
    sink.setProperty("predicates", "heartbeat");
    sink.setProperty("predicates.heartbeat.type", WITHOUT_KEY);
    sink.setProperty("transforms", "readings,place");
    sink.setProperty("transforms.readings.type", "org.apache.kafka.connect.transforms.Filter");
    sink.setProperty("transforms.readings.predicate", "heartbeat");
    sink.setProperty(
        "transforms.place.type", "org.apache.kafka.connect.transforms.InsertField$Value");
    sink.setProperty("transforms.place.partition.field", TableLayout.KAFKA_PARTITION);
    sink.setProperty("transforms.place.offset.field", TableLayout.KAFKA_OFFSET);
    return sink;
  }

  private static Path write(Path file, Properties settings) throws IOException {
    try (Writer writer = Files.newBufferedWriter(file)) {
      settings.store(writer, null);
    }
    return file;
  }

  /** The connector as seen by the broker and by the table. */
  private static final class Connector implements MeasuredProcess.Watch {
    private final Admin admin;
    private final String group;
    private final FreshLake lake;
    private final long readings;
    private FileTime lastChange;

    Connector(Admin admin, String group, FreshLake lake, long readings) {
      this.admin = admin;
      this.group = group;
      this.lake = lake;
      this.readings = readings;
    }

    @Override
    public boolean hasBegun() throws InterruptedException {
      try {
        return admin
            .describeConsumerGroups(List.of(group))
            .describedGroups()
            .get(group)
            .get()
            .members()
            .stream()
            .anyMatch(member -> !member.assignment().topicPartitions().isEmpty());
      } catch (ExecutionException noSuchGroup) {
        return false;
      }
    }

    @Override
    public boolean isDone() throws IOException {
      FileTime change = Files.getLastModifiedTime(lake.catalogFile());
      if (change.equals(lastChange)) {
        return false;
      }
      lastChange = change;
      return lake.content().rows() >= readings;
    }
  }
}
