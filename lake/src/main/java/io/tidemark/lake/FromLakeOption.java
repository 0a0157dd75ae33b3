package io.tidemark.lake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a command that can take readings from the lake instead of the raw topic. */
public final class FromLakeOption {
  private static final String FROM_LAKE = "--from-lake";

  @Mixin LakeOption lake;

  @Option(
      names = FROM_LAKE,
      description =
          "Take the readings that 'aggregate archive' has written to the lake, and from the raw"
              + " topic only what came after them.")
  boolean fromLake;

  /** Whether the readings come from the lake. */
  public boolean isGiven() {
    return fromLake;
  }

  /**
   * The catalog that the options select; empty without {@code --from-lake}.
   *
   * @throws io.tidemark.cli.UsageError when its settings cannot be read or name no kind of catalog
   */
  public Optional<LakeCatalog> catalog() {
    return fromLake ? Optional.of(lake.catalog()) : Optional.empty();
  }

  /** The options as arguments for another command; none without {@code --from-lake}. */
  public List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    if (fromLake) {
      arguments.add(FROM_LAKE);
      arguments.addAll(lake.arguments());
    }
    return arguments;
  }
}
