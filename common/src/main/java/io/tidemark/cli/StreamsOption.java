package io.tidemark.cli;

import io.tidemark.model.definition.StreamDefinition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The option that selects the streams of a command that serves several. */
public final class StreamsOption {
  @Option(
      names = "--stream",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "sensor-data",
      description =
          "The streams: NAMEs in the folder of definitions, or paths that end in .yaml; several"
              + " with commas, or with the option several times (default: ${DEFAULT-VALUE}).")
  List<String> streams;

  @Option(
      names = "--streams",
      paramLabel = "FOLDER",
      defaultValue = "streams",
      description = "The folder of definitions (default: ${DEFAULT-VALUE}).")
  Path folder;

  /**
   * Reads and checks the definitions.
   *
   * @throws UsageError when one cannot be read or is invalid, or two have the same name
   */
  public List<StreamDefinition> load() {
    List<StreamDefinition> all = new ArrayList<>();
    for (String stream : streams) {
      StreamDefinition definition = StreamOption.load(stream, folder);
      if (all.stream().anyMatch(other -> other.name().equals(definition.name()))) {
        throw new UsageError("--stream: expected each stream once, found twice " + stream);
      }
      all.add(definition);
    }
    return all;
  }
}
