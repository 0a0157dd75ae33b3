package io.tidemark.spark.archive;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.DefinitionReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The streams of the project and their golden records. */
final class GoldenReadings {
  private static final String ENDING = "-raw.jsonl";
  private static final Path STREAMS = Path.of("../streams");
  private static final Path GOLDEN = STREAMS.resolve("golden");

  private GoldenReadings() {}

  /** The names of the streams that have golden records. */
  static List<String> streams() throws IOException {
    try (Stream<Path> files = Files.list(GOLDEN)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(ENDING) && !file.startsWith("bench"))
          .map(file -> file.replace(ENDING, ""))
          .sorted()
          .toList();
    }
  }

  static StreamDefinition definition(String stream) {
    return DefinitionReader.read(STREAMS.resolve(stream + ".yaml"));
  }

  /** The values of the records. */
  static List<String> records(String stream) throws IOException {
    return Files.readAllLines(GOLDEN.resolve(stream + ENDING)).stream()
        .map(line -> line.substring(line.indexOf('\t') + 1))
        .toList();
  }
}
