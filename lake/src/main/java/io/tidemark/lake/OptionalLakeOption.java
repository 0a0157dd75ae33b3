package io.tidemark.lake;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that add the lake to a command that works without one too. */
public final class OptionalLakeOption {
  @Option(
      names = "--lake",
      arity = "0..1",
      paramLabel = "FOLDER",
      fallbackValue = LakeOption.FOLDER,
      description =
          "Also count the lake's tables; its folder (without a folder: ${FALLBACK-VALUE})."
              + " Otherwise the lake is left out.")
  Path folder;

  @Option(
      names = "--lake-catalog",
      paramLabel = "FILE",
      description =
          "Also count the lake's tables, in the Iceberg catalog that the settings of this properties"
              + " file select, as in 'aggregate archive'.")
  Path file;

  /**
   * The catalog that the options select; empty without any of them.
   *
   * @throws io.tidemark.cli.UsageError when the file cannot be read or names no kind of catalog
   */
  public Optional<LakeCatalog> catalog() {
    return catalog(folder, file);
  }

  /**
   * The catalog of a command that says by itself what it does with the lake.
   *
   * @param folder null for the default, if there is a file
   * @param file the settings of a catalog; null for the one in the folder
   * @return empty without any of them
   * @throws io.tidemark.cli.UsageError when the file cannot be read or names no kind of catalog
   */
  public static Optional<LakeCatalog> catalog(Path folder, Path file) {
    if (folder == null && file == null) {
      return Optional.empty();
    }
    return Optional.of(
        LakeOption.catalog(folder == null ? Path.of(LakeOption.FOLDER) : folder, file));
  }
}
