package io.tidemark.command;

import io.tidemark.model.avro.AvroRowSchema;
import io.tidemark.model.avro.AvroSchema;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.encoding.SchemaSource;
import io.tidemark.model.encoding.Schemas;
import io.tidemark.model.schema.RawSchema;
import io.tidemark.superset.DashboardAssets;
import io.tidemark.supervisor.SupervisorSpecs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;

/** The files in the repository that are generated from a definition and checked in. */
final class DerivedFiles {
  /** The command that writes the files, for messages. */
  static final String COMMAND = "./tidemark describe --write";

  /** The bootstrap servers in the checked-in specs, those of the local stack. */
  private static final String BOOTSTRAP_SERVERS = "127.0.0.1:9092";

  /** The schema registry in them, of a stream in Avro: that of the local stack too. */
  private static final Schemas REGISTRY =
      new Schemas(new SchemaSource.None(), "http://127.0.0.1:8081/apis/ccompat/v7", null);

  private DerivedFiles() {}

  /**
   * The files with their expected content.
   *
   * @param streams the folder of the definition
   * @param specs the folder of the supervisor specs
   * @param dashboards the folder of the dashboards
   */
  static Map<Path, String> of(
      StreamDefinition definition, Path streams, Path specs, Path dashboards) {
    Properties kafka = new Properties();
    kafka.setProperty("bootstrap.servers", BOOTSTRAP_SERVERS);
    String name = definition.name();
    Map<Path, String> files = new LinkedHashMap<>();
    files.put(streams.resolve(name + ".md"), StreamReference.markdown(definition));
    if (definition.raw().isAvro()) {
      files.put(streams.resolve(name + ".avsc"), AvroSchema.text(definition));
    } else {
      files.put(streams.resolve(name + ".schema.json"), RawSchema.of(definition));
    }
    files.put(
        specs.resolve(name + "-raw.json"),
        SupervisorSpecs.text(SupervisorSpecs.raw(definition.with(REGISTRY), kafka)));
    boolean one = definition.aggregates().size() == 1;
    for (StreamDefinition windows : definition.single()) {
      StreamDefinition.Aggregated aggregated = windows.aggregated();
      String file = one ? name + "-aggregated" : aggregated.topic();
      if (aggregated.isAvro()) {
        files.put(streams.resolve(file + ".avsc"), AvroRowSchema.text(definition, aggregated));
      }
      files.put(
          specs.resolve(file + ".json"),
          SupervisorSpecs.text(SupervisorSpecs.aggregated(windows.with(REGISTRY), kafka)));
    }
    DashboardAssets.of(definition)
        .forEach((path, text) -> files.put(dashboards.resolve(path), text));
    return files;
  }

  /**
   * Files of a stream's dashboard that its definition no longer gives.
   *
   * @param dashboards the folder of the dashboards; it need not exist
   * @param given the files that the definition gives
   */
  static List<Path> stale(String stream, Path dashboards, Set<Path> given) throws IOException {
    if (!Files.isDirectory(dashboards)) {
      return List.of();
    }
    List<Path> stale = new ArrayList<>();
    try (Stream<Path> all = Files.walk(dashboards)) {
      for (Path file : (Iterable<Path>) all.sorted()::iterator) {
        if (file.toString().endsWith(".yaml")
            && !given.contains(file)
            && DashboardAssets.isOf(stream, Files.readString(file))) {
          stale.add(file);
        }
      }
    }
    return stale;
  }
}
