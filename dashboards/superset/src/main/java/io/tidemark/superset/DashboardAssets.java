package io.tidemark.superset;

import static io.tidemark.superset.Charts.ordered;

import io.tidemark.model.definition.StreamDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * The files of a stream's dashboard, in the form that Superset 6.1 imports (assets, version 1.0.0).
 * The trees of several streams can share a folder.
 */
public final class DashboardAssets {
  /** Druid's router on this machine. */
  public static final String DRUID = "druid://127.0.0.1:8888/druid/v2/sql/";

  private static final String SHARED_METADATA = "metadata.yaml";
  private static final String SHARED_DATABASE = "databases/druid.yaml";
  private static final String VERSION = "1.0.0";
  private static final String DATABASE = AssetIds.of("database", "Druid");

  private final StreamDefinition definition;
  private final Map<String, String> files = new TreeMap<>();

  private DashboardAssets(StreamDefinition definition) {
    this.definition = definition;
  }

  /**
   * The files by their path, which uses {@code /}. The database has no password; equal definitions
   * give equal files.
   */
  public static Map<String, String> of(StreamDefinition definition) {
    DashboardAssets assets = new DashboardAssets(definition);
    assets.put(
        SHARED_METADATA,
        ordered("version", VERSION, "type", "assets", "timestamp", "2026-01-01T00:00:00+00:00"));
    assets.database();
    List<List<Chart>> rows = new Charts(definition).rows();
    for (StreamDefinition windows : definition.single()) {
      assets.dataset(Datasets.windows(windows));
    }
    rows.forEach(row -> row.forEach(assets::chart));
    assets.dashboard(rows);
    return assets.files;
  }

  /** Whether the text of a file says that it was made from the definition of a stream. */
  public static boolean isOf(String stream, String text) {
    return text.startsWith(origin(stream));
  }

  private static String origin(String stream) {
    return "# Made from the definition of " + stream + "; do not edit.\n";
  }

  private void database() {
    put(
        SHARED_DATABASE,
        ordered(
            "database_name", "Druid",
            "sqlalchemy_uri", DRUID,
            "cache_timeout", 5,
            "expose_in_sqllab", true,
            "allow_run_async", false,
            "allow_ctas", false,
            "allow_cvas", false,
            "allow_dml", false,
            "allow_csv_upload", false,
            "impersonate_user", false,
            "extra",
                ordered(
                    "allows_virtual_table_explore", true,
                    "metadata_params", Map.of(),
                    "engine_params", Map.of(),
                    "schemas_allowed_for_csv_upload", List.of()),
            "uuid", DATABASE,
            "version", VERSION));
  }

  private void dataset(SupersetDataset dataset) {
    List<Object> metrics = new ArrayList<>();
    dataset
        .metrics()
        .forEach(
            (name, metric) ->
                metrics.add(
                    ordered(
                        "metric_name", name,
                        "verbose_name", metric.label(),
                        "expression", metric.sql())));
    List<Object> columns = new ArrayList<>();
    dataset
        .columns()
        .forEach(
            (name, type) ->
                columns.add(
                    ordered(
                        "column_name",
                        name,
                        "type",
                        type,
                        "is_dttm",
                        name.equals("__time"),
                        "is_active",
                        true,
                        "groupby",
                        !type.startsWith("COMPLEX"),
                        "filterable",
                        !type.startsWith("COMPLEX"))));
    put(
        "datasets/Druid/" + file(dataset.name()) + ".yaml",
        ordered(
            "table_name",
            dataset.name(),
            "main_dttm_col",
            dataset.timed() ? "__time" : null,
            "schema",
            "druid",
            "catalog",
            null,
            "sql",
            dataset.sql(),
            "filter_select_enabled",
            true,
            "offset",
            0,
            "normalize_columns",
            false,
            "always_filter_main_dttm",
            false,
            "metrics",
            metrics,
            "columns",
            columns,
            "uuid",
            dataset.id(),
            "version",
            VERSION,
            "database_uuid",
            DATABASE));
  }

  private void chart(Chart chart) {
    dataset(chart.dataset());
    put(
        "charts/" + definition.name() + "-" + chart.name() + ".yaml",
        ordered(
            "slice_name", chart.title(),
            "description", chart.description(),
            "viz_type", chart.type(),
            "params", chart.params(),
            "cache_timeout", null,
            "uuid", chart.id(),
            "version", VERSION,
            "dataset_uuid", chart.dataset().id()));
  }

  private void dashboard(List<List<Chart>> rows) {
    Map<String, Object> position = new LinkedHashMap<>();
    List<Object> ids = new ArrayList<>();
    position.put("DASHBOARD_VERSION_KEY", "v2");
    position.put(
        "ROOT_ID", ordered("type", "ROOT", "id", "ROOT_ID", "children", List.of("GRID_ID")));
    position.put(
        "GRID_ID",
        ordered("type", "GRID", "id", "GRID_ID", "children", ids, "parents", List.of("ROOT_ID")));
    position.put(
        "HEADER_ID",
        ordered("type", "HEADER", "id", "HEADER_ID", "meta", ordered("text", definition.name())));
    for (int r = 0; r < rows.size(); r++) {
      String row = "ROW-" + r;
      ids.add(row);
      List<Object> charts = new ArrayList<>();
      position.put(
          row,
          ordered(
              "type",
              "ROW",
              "id",
              row,
              "children",
              charts,
              "parents",
              List.of("ROOT_ID", "GRID_ID"),
              "meta",
              ordered("background", "BACKGROUND_TRANSPARENT")));
      for (Chart chart : rows.get(r)) {
        String id = "CHART-" + chart.name();
        charts.add(id);
        position.put(
            id,
            ordered(
                "type", "CHART",
                "id", id,
                "children", List.of(),
                "parents", List.of("ROOT_ID", "GRID_ID", row),
                "meta",
                    ordered(
                        "uuid", chart.id(),
                        "sliceName", chart.title(),
                        "width", chart.width(),
                        "height", r == 0 ? 20 : 55,
                        "chartId", 0)));
      }
    }
    put(
        "dashboards/" + definition.name() + ".yaml",
        ordered(
            "dashboard_title",
            definition.name(),
            "css",
            "",
            "slug",
            definition.name(),
            "uuid",
            AssetIds.of("dashboard", definition.name()),
            "position",
            position,
            "published",
            true,
            "metadata",
            ordered(
                "refresh_frequency",
                10,
                "color_scheme",
                "supersetColors",
                "cross_filters_enabled",
                true,
                "timed_refresh_immune_slices",
                List.of(),
                "expanded_slices",
                Map.of(),
                "native_filter_configuration",
                List.of(timeFilter())),
            "version",
            VERSION));
  }

  private static Map<String, Object> timeFilter() {
    return ordered(
        "id", "NATIVE_FILTER-time",
        "name", "Time",
        "filterType", "filter_time",
        "type", "NATIVE_FILTER",
        "targets", List.of(Map.of()),
        "controlValues", Map.of(),
        "cascadeParentIds", List.of(),
        "defaultDataMask",
            ordered(
                "extraFormData", Map.of(),
                "filterState", Map.of(),
                "ownState", Map.of()),
        "scope", ordered("rootPath", List.of("ROOT_ID"), "excluded", List.of()));
  }

  private static String file(String dataset) {
    return dataset.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("-+$", "");
  }

  private void put(String path, Map<String, Object> content) {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setAllowUnicode(true);
    options.setWidth(120);
    options.setLineBreak(DumperOptions.LineBreak.UNIX);
    boolean shared = path.equals(SHARED_METADATA) || path.equals(SHARED_DATABASE);
    files.put(path, (shared ? "" : origin(definition.name())) + new Yaml(options).dump(content));
  }
}
