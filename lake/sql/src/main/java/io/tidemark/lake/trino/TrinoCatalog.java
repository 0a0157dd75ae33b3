package io.tidemark.lake.trino;

import io.tidemark.cli.UsageError;
import io.tidemark.lake.LakeCatalog;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The catalog of the lake as settings of Trino's Iceberg connector. Secrets are not among them: a
 * setting names the variable of Trino's process that has the value.
 *
 * @param settings of the catalog's file
 * @param environment variables of the process
 */
record TrinoCatalog(Map<String, String> settings, Map<String, String> environment) {
  private static final String TYPE = "iceberg.catalog.type";
  private static final String JDBC = "iceberg.jdbc-catalog.";
  private static final String REST = "iceberg.rest-catalog.";

  /**
   * Translates Iceberg's catalog properties.
   *
   * @throws UsageError for a kind of catalog, database or storage that is not translated here
   */
  static TrinoCatalog of(LakeCatalog catalog) {
    TrinoCatalog made = new TrinoCatalog(new TreeMap<>(), new TreeMap<>());
    Map<String, String> properties = catalog.properties();
    made.settings.put("connector.name", "iceberg");
    String type = String.valueOf(properties.get("type"));
    switch (type) {
      case "jdbc" -> made.addJdbc(properties);
      case "rest" -> made.addRest(properties);
      default ->
          throw new UsageError(
              "./tidemark trino knows the catalogs type=jdbc and type=rest, "
                  + catalog
                  + " has "
                  + (type.equals("null") ? "none" : "type=" + type)
                  + ": configure a Trino of your own for it");
    }
    String storage =
        properties.getOrDefault("io-impl", "").contains("S3")
                || properties.getOrDefault("warehouse", "").startsWith("s3:")
            ? "s3"
            : "local";
    if (storage.equals("s3")) {
      made.addS3(properties);
    } else {
      made.settings.put("fs.native-local.enabled", "true");
      made.settings.put("local.location", "/");
    }
    return made;
  }

  private void addJdbc(Map<String, String> properties) {
    String uri = properties.getOrDefault("uri", "");
    settings.put(TYPE, "jdbc");
    settings.put(JDBC + "driver-class", driver(uri));
    settings.put(JDBC + "connection-url", uri);
    settings.put(JDBC + "catalog-name", LakeCatalog.NAME);
    settings.put(JDBC + "default-warehouse-dir", properties.getOrDefault("warehouse", ""));
    copy(properties, "jdbc.user", JDBC + "connection-user");
    secret(properties, "jdbc.password", JDBC + "connection-password");
  }

  private static String driver(String uri) {
    if (uri.startsWith("jdbc:sqlite:")) {
      return "org.sqlite.JDBC";
    }
    if (uri.startsWith("jdbc:postgresql:")) {
      return "org.postgresql.Driver";
    }
    throw new UsageError(
        "./tidemark trino has drivers for SQLite and PostgreSQL; the uri of the catalog is another");
  }

  private void addRest(Map<String, String> properties) {
    settings.put(TYPE, "rest");
    copy(properties, "uri", REST + "uri");
    copy(properties, "warehouse", REST + "warehouse");
    copy(properties, "prefix", REST + "prefix");
    if (properties.containsKey("credential") || properties.containsKey("token")) {
      settings.put(REST + "security", "OAUTH2");
      secret(properties, "credential", REST + "oauth2.credential");
      secret(properties, "token", REST + "oauth2.token");
      copy(properties, "scope", REST + "oauth2.scope");
      copy(properties, "oauth2-server-uri", REST + "oauth2.server-uri");
    }
  }

  private void addS3(Map<String, String> properties) {
    settings.put("fs.native-s3.enabled", "true");
    copy(properties, "s3.endpoint", "s3.endpoint");
    copy(properties, "s3.path-style-access", "s3.path-style-access");
    copy(properties, "client.region", "s3.region");
    secret(properties, "s3.access-key-id", "s3.aws-access-key");
    secret(properties, "s3.secret-access-key", "s3.aws-secret-key");
  }

  private void copy(Map<String, String> properties, String from, String to) {
    String value = properties.get(from);
    if (value != null) {
      settings.put(to, value);
    }
  }

  private void secret(Map<String, String> properties, String from, String to) {
    String value = properties.get(from);
    if (value != null) {
      String variable = "TIDEMARK_LAKE_" + from.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
      settings.put(to, "${ENV:" + variable + "}");
      environment.put(variable, value);
    }
  }

  /** For messages; the environment has secrets. */
  @Override
  public String toString() {
    return settings.toString();
  }
}
