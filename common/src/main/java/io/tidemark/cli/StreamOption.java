package io.tidemark.cli;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.DefinitionException;
import io.tidemark.model.yaml.DefinitionReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that selects the stream of a command. */
public final class StreamOption {
  @Option(
      names = "--stream",
      paramLabel = "NAME",
      defaultValue = "sensor-data",
      description =
          "The stream: a NAME in the folder of definitions, or a path that ends in .yaml"
              + " (default: ${DEFAULT-VALUE}).")
  String stream;

  @Option(
      names = "--streams",
      paramLabel = "FOLDER",
      defaultValue = "streams",
      description = "The folder of definitions (default: ${DEFAULT-VALUE}).")
  Path folder;

  public StreamOption() {}

  /** Creates the option from code, for a command that runs another. */
  public StreamOption(Path file) {
    stream = file.toString();
  }

  /** The file of the definition. */
  public Path file() {
    return file(stream, folder);
  }

  /**
   * The text of the definition.
   *
   * @throws UsageError when it cannot be read
   */
  public String text() {
    try {
      return Files.readString(file());
    } catch (IOException e) {
      throw new UsageError(file() + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static Path file(String stream, Path folder) {
    return stream.endsWith(".yaml") ? Path.of(stream) : folder.resolve(stream + ".yaml");
  }

  /**
   * Reads and checks the definition.
   *
   * @throws UsageError when it cannot be read or is invalid
   */
  public StreamDefinition load() {
    return load(stream, folder);
  }

  static StreamDefinition load(String stream, Path folder) {
    try {
      return DefinitionReader.read(file(stream, folder));
    } catch (DefinitionException e) {
      throw new UsageError(e.getMessage(), e);
    }
  }
}
