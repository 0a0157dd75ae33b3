package io.tidemark.lake;

import io.tidemark.cli.RootCause;
import io.tidemark.cli.UsageError;
import io.tidemark.cli.UserError;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.jdbc.UncheckedSQLException;

/**
 * The catalog that knows the tables of the lake. Every kind of Iceberg catalog will do: its
 * properties are passed through.
 */
public final class LakeCatalog {
  /**
   * The name of the catalog in every program. A JDBC catalog has it in the keys of its tables, so
   * another name would see other tables.
   */
  public static final String NAME = "lake";

  private static final String ENVIRONMENT = "env:";
  private static final String FILE = "file:";
  private static final String S3 = "s3:";
  private static final String S3_FILE_IO = "org.apache.iceberg.aws.s3.S3FileIO";
  private static final String SPARK = "spark.sql.catalog." + NAME;

  /** Two programs may create the tables of a new JDBC catalog at once; the later one fails. */
  private static final int ATTEMPTS = 3;

  private final String description;

  /** The folder with the SQLite file, or null for another catalog. */
  private final Path folder;

  private final Map<String, String> properties;

  private LakeCatalog(String description, Path folder, Map<String, String> properties) {
    this.description = description;
    this.folder = folder;
    this.properties = Collections.unmodifiableMap(properties);
  }

  /** A catalog on SQLite, in the file {@code catalog.db} beside the tables. */
  public static LakeCatalog inFolder(Path folder) {
    Path absolute = folder.toAbsolutePath().normalize();
    Map<String, String> properties = new TreeMap<>();
    properties.put(CatalogUtil.ICEBERG_CATALOG_TYPE, CatalogUtil.ICEBERG_CATALOG_TYPE_JDBC);
    properties.put(
        CatalogProperties.URI,
        "jdbc:sqlite:" + absolute.resolve("catalog.db") + "?busy_timeout=10000");
    properties.put("jdbc.schema-version", "V1");
    addStorage(properties, absolute);
    return new LakeCatalog("the lake in " + folder, absolute, properties);
  }

  /**
   * A catalog from a file of Iceberg's catalog properties. A warehouse that the file does not name
   * is the folder, except that of a REST catalog, which knows its own.
   *
   * @param environment for values of the form {@code env:NAME}
   * @throws UsageError when the file cannot be read, names no kind of catalog, or a variable that
   *     is not set
   */
  static LakeCatalog fromFile(Path file, Path folder, Map<String, String> environment) {
    Map<String, String> properties = new TreeMap<>();
    read(file)
        .forEach(
            (name, value) ->
                properties.put(
                    name.toString(),
                    resolved(file, name.toString(), value.toString(), environment)));
    String type = properties.get(CatalogUtil.ICEBERG_CATALOG_TYPE);
    if (type == null && !properties.containsKey(CatalogProperties.CATALOG_IMPL)) {
      throw new UsageError(
          file
              + ": expected 'type', such as type=rest or type=jdbc, or 'catalog-impl'; found neither");
    }
    if (!CatalogUtil.ICEBERG_CATALOG_TYPE_REST.equals(type)) {
      addStorage(properties, folder.toAbsolutePath().normalize());
    }
    return new LakeCatalog("the catalog of " + file, null, properties);
  }

  private static void addStorage(Map<String, String> properties, Path folder) {
    String warehouse =
        properties.computeIfAbsent(
            CatalogProperties.WAREHOUSE_LOCATION, absent -> FILE + "//" + folder);
    if (warehouse.startsWith(FILE) || warehouse.startsWith("/")) {
      properties.putIfAbsent(CatalogProperties.FILE_IO_IMPL, LocalFileIO.class.getName());
    } else if (warehouse.startsWith(S3)) {
      properties.putIfAbsent(CatalogProperties.FILE_IO_IMPL, S3_FILE_IO);
    }
  }

  private static Properties read(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
      return properties;
    } catch (IOException | IllegalArgumentException e) {
      throw new UsageError("cannot read the catalog settings " + file + ": " + e.getMessage(), e);
    }
  }

  private static String resolved(
      Path file, String name, String value, Map<String, String> environment) {
    if (!value.startsWith(ENVIRONMENT)) {
      return value;
    }
    String variable = value.substring(ENVIRONMENT.length());
    String found = environment.get(variable);
    if (found == null) {
      throw new UsageError(
          file + ": " + name + " is read from the variable " + variable + ", which is not set");
    }
    return found;
  }

  /** Iceberg's catalog properties; they may contain secrets. */
  public Map<String, String> properties() {
    return properties;
  }

  /** The same catalog as settings of a Spark session, where it has the name {@link #NAME}. */
  public Map<String, String> sparkSettings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(
        "spark.sql.extensions",
        "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions");
    settings.put(SPARK, "org.apache.iceberg.spark.SparkCatalog");
    properties.forEach((name, value) -> settings.put(SPARK + "." + name, value));
    return settings;
  }

  /**
   * Opens the catalog for a program that writes; the lake in a folder is created with it.
   *
   * @return the caller closes it, by {@link LakeTables#close}
   * @throws UserError when it cannot be opened
   */
  public Catalog open() {
    if (folder != null) {
      try {
        Files.createDirectories(folder);
      } catch (IOException e) {
        throw new UserError("cannot create the folder of the lake: " + RootCause.line(e), e);
      }
    }
    for (int attempt = 1; ; attempt++) {
      try {
        return CatalogUtil.buildIcebergCatalog(NAME, properties, null);
      } catch (UncheckedSQLException e) {
        if (attempt == ATTEMPTS) {
          throw failed(e);
        }
      } catch (RuntimeException e) {
        throw failed(e);
      }
    }
  }

  /** Whether there is a lake in the folder; a catalog elsewhere is taken to exist. */
  public boolean exists() {
    return folder == null || Files.exists(folder.resolve("catalog.db"));
  }

  /**
   * Opens the catalog for a program that reads.
   *
   * @throws UserError when it cannot be opened, or the folder has no lake yet
   */
  public Catalog openExisting() {
    requireExisting();
    return open();
  }

  /**
   * Requires that the folder has a lake; of another catalog nothing is required.
   *
   * @throws UserError when it has none yet
   */
  public void requireExisting() {
    if (!exists()) {
      throw new UserError(
          "there is no lake in "
              + folder
              + " yet: './tidemark aggregate archive' writes one; --lake names another folder");
    }
  }

  private UserError failed(RuntimeException e) {
    return new UserError("cannot open " + description + ": " + RootCause.line(e), e);
  }

  /** For messages; without the properties, which may contain secrets. */
  @Override
  public String toString() {
    return description;
  }
}
