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

  @Test
  void everyFileInTheRepositoryIsWhatItsDefinitionGives() throws IOException {
    for (Path file : definitions()) {
      StreamDefinition definition = DefinitionReader.read(file);
      for (Map.Entry<Path, String> derived :
          DerivedFiles.of(definition, STREAMS, SPECS).entrySet()) {
        if (Files.exists(derived.getKey()) || comesWithTheProject(definition)) {
          String mend = derived.getKey() + " is not what " + file + " gives; run: " + mend(file);
          assertThat(derived.getKey()).as(mend).exists();
          assertThat(Files.readString(derived.getKey())).as(mend).isEqualTo(derived.getValue());
        }
      }
    }
  }

  /**
   * A definition of one's own runs without its derived files; the project's have golden records.
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

  private static String mend(Path file) {
    String name = file.getFileName().toString().replace(".yaml", "");
    return name.equals("sensor-data")
        ? DerivedFiles.COMMAND
        : DerivedFiles.COMMAND + " --stream " + name;
  }
}
