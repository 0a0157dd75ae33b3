package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.DefinitionReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DerivedFilesTest {
  private static final Path STREAMS = Path.of("../streams");
  private static final Path SPECS = Path.of("../supervisor-specs/specs");
  private static final Path DASHBOARDS = Path.of("../dashboards/superset/assets");

  @Test
  void everyFileInTheRepositoryIsWhatItsDefinitionGives() throws IOException {
    for (Path file : definitions()) {
      StreamDefinition definition = DefinitionReader.read(file);
      for (Map.Entry<Path, String> derived :
          DerivedFiles.of(definition, STREAMS, SPECS, DASHBOARDS).entrySet()) {
        if (Files.exists(derived.getKey()) || comesWithTheProject(definition)) {
          String advice =
              derived.getKey() + " is not what " + file + " gives; run: " + command(file);
          assertThat(derived.getKey()).as(advice).exists();
          assertThat(Files.readString(derived.getKey())).as(advice).isEqualTo(derived.getValue());
        }
      }
    }
  }

  @Test
  void theRepositoryHasNoAssetThatItsDefinitionDoesNotGive() throws IOException {
    for (Path file : definitions()) {
      StreamDefinition definition = DefinitionReader.read(file);
      assertThat(
              DerivedFiles.stale(
                  definition.name(),
                  DASHBOARDS,
                  DerivedFiles.of(definition, STREAMS, SPECS, DASHBOARDS).keySet()))
          .as("delete them with " + command(file))
          .isEmpty();
    }
  }

  /**
   * Whether a definition is part of the project, and so has golden records. A user's definition
   * needs no derived files.
   */
  private static boolean comesWithTheProject(StreamDefinition definition) {
    return Files.exists(STREAMS.resolve("golden").resolve(definition.name() + "-raw.jsonl"));
  }

  private static List<Path> definitions() throws IOException {
    try (Stream<Path> files = Files.list(STREAMS)) {
      List<Path> definitions = files.filter(file -> file.toString().endsWith(".yaml")).toList();
      assertThat(definitions).isNotEmpty();
      return definitions;
    }
  }

  private static String command(Path file) {
    String name = file.getFileName().toString().replace(".yaml", "");
    return name.equals("sensor-data")
        ? DerivedFiles.COMMAND
        : DerivedFiles.COMMAND + " --stream " + name;
  }
}
