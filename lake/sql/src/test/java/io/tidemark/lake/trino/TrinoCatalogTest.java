package io.tidemark.lake.trino;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UsageError;
import io.tidemark.lake.LakeCatalog;
import io.tidemark.lake.LakeOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class TrinoCatalogTest {
  @TempDir Path folder;

  @Test
  void theLakeInAFolderIsReadFromSqliteAndLocalFiles() {
    TrinoCatalog catalog = TrinoCatalog.of(LakeCatalog.inFolder(folder));

    assertThat(catalog.settings())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "connector.name",
                "iceberg",
                "iceberg.catalog.type",
                "jdbc",
                "iceberg.jdbc-catalog.driver-class",
                "org.sqlite.JDBC",
                "iceberg.jdbc-catalog.connection-url",
                "jdbc:sqlite:" + folder + "/catalog.db?busy_timeout=10000",
                "iceberg.jdbc-catalog.catalog-name",
                "lake",
                "iceberg.jdbc-catalog.default-warehouse-dir",
                "file://" + folder,
                "fs.native-local.enabled",
                "true",
                "local.location",
                "/"));
    assertThat(catalog.environment()).isEmpty();
  }

  @Test
  void secretsAreInTheEnvironmentOfTheProcessAndNotInTheSettings() throws IOException {
    TrinoCatalog catalog =
        read(
            """
            type=jdbc
            uri=jdbc:postgresql://127.0.0.1/iceberg
            jdbc.user=me
            jdbc.password=secret
            warehouse=s3://lake/wh
            s3.endpoint=http://127.0.0.1:7070
            s3.path-style-access=true
            client.region=us-east-1
            s3.access-key-id=key
            s3.secret-access-key=secret
            """);

    assertThat(catalog.settings())
        .containsEntry("iceberg.jdbc-catalog.driver-class", "org.postgresql.Driver")
        .containsEntry("iceberg.jdbc-catalog.connection-user", "me")
        .containsEntry(
            "iceberg.jdbc-catalog.connection-password", "${ENV:TIDEMARK_LAKE_JDBC_PASSWORD}")
        .containsEntry("fs.native-s3.enabled", "true")
        .containsEntry("s3.region", "us-east-1")
        .containsEntry("s3.aws-secret-key", "${ENV:TIDEMARK_LAKE_S3_SECRET_ACCESS_KEY}")
        .doesNotContainKey("local.location");
    assertThat(catalog.environment())
        .containsEntry("TIDEMARK_LAKE_S3_SECRET_ACCESS_KEY", "secret")
        .hasSize(3);
    assertThat(catalog.toString()).doesNotContain("=secret");
  }

  @Test
  void aRestCatalogHasItsLogin() throws IOException {
    assertThat(
            read("type=rest\nuri=http://catalog\nwarehouse=lake\ncredential=id:secret\n")
                .settings())
        .containsEntry("iceberg.catalog.type", "rest")
        .containsEntry("iceberg.rest-catalog.uri", "http://catalog")
        .containsEntry("iceberg.rest-catalog.warehouse", "lake")
        .containsEntry("iceberg.rest-catalog.security", "OAUTH2")
        .containsEntry("iceberg.rest-catalog.oauth2.credential", "${ENV:TIDEMARK_LAKE_CREDENTIAL}");
  }

  @Test
  void otherCatalogsAreForATrinoOfOnesOwn() {
    assertThatThrownBy(() -> read("type=glue\nwarehouse=s3://x/y\n"))
        .isInstanceOf(UsageError.class)
        .hasMessageEndingWith("has type=glue: configure a Trino of your own for it");
    assertThatThrownBy(() -> read("type=jdbc\nuri=jdbc:h2:x\n"))
        .isInstanceOf(UsageError.class)
        .hasMessageContaining("drivers for SQLite and PostgreSQL");
  }

  /** The mixin in a command, as the commands have it. */
  @Command(name = "test")
  static class Holder {
    @Mixin LakeOption lake;
  }

  private TrinoCatalog read(String settings) throws IOException {
    Path file = Files.writeString(folder.resolve("lake.properties"), settings);
    Holder holder = new Holder();
    new CommandLine(holder)
        .parseArgs("--lake", folder.toString(), "--lake-catalog", file.toString());
    return TrinoCatalog.of(holder.lake.catalog());
  }
}
