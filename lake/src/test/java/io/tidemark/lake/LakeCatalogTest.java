package io.tidemark.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UsageError;
import io.tidemark.cli.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeCatalogTest {
  @TempDir Path folder;

  @Test
  void aFolderHasItsCatalogOnSqlite() {
    LakeCatalog catalog = LakeCatalog.inFolder(folder);

    assertThat(catalog.properties())
        .containsEntry("type", "jdbc")
        .containsEntry("uri", "jdbc:sqlite:" + folder + "/catalog.db?busy_timeout=10000")
        .containsEntry("warehouse", "file://" + folder)
        .containsEntry("io-impl", "io.tidemark.lake.LocalFileIO");
    assertThat(catalog.sparkSettings())
        .containsEntry("spark.sql.catalog.lake", "org.apache.iceberg.spark.SparkCatalog")
        .containsEntry("spark.sql.catalog.lake.type", "jdbc")
        .containsEntry("spark.sql.catalog.lake.jdbc.schema-version", "V1");
  }

  @Test
  void aFileOfPropertiesIsPassedThroughWithSecretsFromTheEnvironment() throws IOException {
    LakeCatalog catalog =
        read("type=rest\nuri=http://catalog\ntoken=env:TOKEN\n", Map.of("TOKEN", "secret"));

    assertThat(catalog.properties())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("type", "rest", "uri", "http://catalog", "token", "secret"));
    assertThat(catalog.toString()).doesNotContain("secret").contains("lake.properties");
  }

  @Test
  void tablesStandInTheFolderUnlessTheFileNamesAWarehouse() throws IOException {
    assertThat(read("type=jdbc\nuri=jdbc:x\n", Map.of()).properties())
        .containsEntry("warehouse", "file://" + folder)
        .containsEntry("io-impl", "io.tidemark.lake.LocalFileIO");
    assertThat(read("type=jdbc\nuri=jdbc:x\nwarehouse=s3://lake/wh\n", Map.of()).properties())
        .containsEntry("warehouse", "s3://lake/wh")
        .containsEntry("io-impl", "org.apache.iceberg.aws.s3.S3FileIO");
  }

  @Test
  void wrongSettingsAreWrongUsage() {
    assertThatThrownBy(() -> read("token=env:TOKEN\ntype=rest\n", Map.of()))
        .isInstanceOf(UsageError.class)
        .hasMessageEndingWith(
            "lake.properties: token is read from the variable TOKEN, which is not set");
    assertThatThrownBy(() -> read("uri=http://catalog\n", Map.of()))
        .isInstanceOf(UsageError.class)
        .hasMessageContaining("expected 'type'");
    assertThatThrownBy(() -> LakeCatalog.fromFile(folder.resolve("missing"), folder, Map.of()))
        .isInstanceOf(UsageError.class)
        .hasMessageStartingWith("cannot read the catalog settings ");
  }

  @Test
  void aCatalogThatCannotBeOpenedIsOneLine() throws IOException {
    LakeCatalog catalog = read("type=jdbc\nuri=jdbc:nothing:x\n", Map.of());

    assertThatThrownBy(catalog::open)
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("cannot open the catalog of ")
        .hasMessageContaining("No suitable driver");
  }

  @Test
  void whoReadsDoesNotCreateALake() {
    Path missing = folder.resolve("missing");

    assertThatThrownBy(() -> LakeCatalog.inFolder(missing).openExisting())
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("there is no lake in " + missing + " yet");
    assertThat(missing).doesNotExist();
  }

  private LakeCatalog read(String settings, Map<String, String> environment) throws IOException {
    Path file = Files.writeString(folder.resolve("lake.properties"), settings);
    return LakeCatalog.fromFile(file, folder, environment);
  }
}
