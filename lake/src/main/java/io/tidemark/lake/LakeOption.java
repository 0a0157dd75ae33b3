package io.tidemark.lake;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that select the lake of a command. */
public final class LakeOption {
  /** Where the lake is by default. */
  public static final String FOLDER = ".tidemark/lake";

  @Option(
      names = "--lake",
      paramLabel = "FOLDER",
      defaultValue = FOLDER,
      description =
          "The folder of the lake: its tables, and its catalog unless --lake-catalog has another"
              + " (default: ${DEFAULT-VALUE}).")
  Path folder;

  @Option(
      names = "--lake-catalog",
      paramLabel = "FILE",
      description =
          "The settings of any Iceberg catalog as a properties file, such as type=rest and uri=…;"
              + " a value env:NAME is read from the environment (default: a SQLite file in the"
              + " folder).")
  Path file;

  public LakeOption() {}

  /** Creates the option from code, for a command that runs another. */
  public LakeOption(Path folder) {
    this.folder = folder;
  }

  /** The options as arguments for another command. */
  List<String> arguments() {
    return file == null
        ? List.of("--lake", folder.toString())
        : List.of("--lake", folder.toString(), "--lake-catalog", file.toString());
  }

  /**
   * The catalog that the options select.
   *
   * @throws io.tidemark.cli.UsageError when the file cannot be read or names no kind of catalog
   */
  public LakeCatalog catalog() {
    return catalog(folder, file);
  }

  /**
   * The catalog of a folder or of a file.
   *
   * @param file the settings of a catalog; null for the one in the folder
   * @throws io.tidemark.cli.UsageError when the file cannot be read or names no kind of catalog
   */
  static LakeCatalog catalog(Path folder, Path file) {
    return file == null
        ? LakeCatalog.inFolder(folder)
        : LakeCatalog.fromFile(file, folder, System.getenv());
  }
}
