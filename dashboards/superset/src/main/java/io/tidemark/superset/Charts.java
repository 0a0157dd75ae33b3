package io.tidemark.superset;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.Measure;
import io.tidemark.model.definition.Simulation;
import io.tidemark.model.definition.StreamDefinition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The charts of a stream, row by row. */
final class Charts {
  private static final int GROUPS = 10;
  private static final int SLICES = 8;

  private final StreamDefinition definition;
  private final Datasets datasets;
  private final SupersetDataset windows;
  private final Series series;
  private final Field group;
  private final Grain grain;

  Charts(StreamDefinition definition) {
    this.definition = definition.single().get(0);
    datasets = new Datasets(this.definition);
    windows = Datasets.windows(this.definition);
    series = Series.of(this.definition);
    grain = Grain.of(this.definition.aggregated().window());
    group =
        Optional.ofNullable(definition.dashboard().group())
            .or(() -> this.definition.aggregated().by().stream().filter(RawSql::groups).findFirst())
            .orElse(null);
  }

  List<List<Chart>> rows() {
    List<List<Chart>> rows = new ArrayList<>();
    rows.add(totals());
    rows.add(
        List.of(
            area(
                "raw",
                series.label() + ", from the readings",
                "Druid computes it from the raw rows. They also have readings that were late, and"
                    + " those that came twice; the windows have neither.",
                datasets.raw()),
            area(
                "aggregated",
                series.label() + ", from the windows",
                "Of the rows that Spark computed. A window is here once it has closed.",
                windows)));
    if (group != null) {
      List<Chart> groups = new ArrayList<>();
      lines().ifPresent(groups::add);
      groups.add(shares());
      rows.add(groups);
      List<Chart> last = new ArrayList<>();
      Optional<Chart> map = map();
      last.add(table(map.isPresent() ? 6 : 12));
      map.ifPresent(last::add);
      rows.add(last);
    }
    return rows;
  }

  private List<Chart> totals() {
    List<String> metrics = new ArrayList<>(List.of(Datasets.READINGS));
    windows.metrics().forEach((name, metric) -> addTotal(metrics, name, metric));
    int width = 12 / metrics.size();
    List<Chart> totals = new ArrayList<>();
    for (String metric : metrics) {
      Map<String, Object> params = params();
      params.put("metric", metric);
      params.put("header_font_size", 0.4);
      params.put("subheader_font_size", 0.15);
      params.put("y_axis_format", ",.12~g");
      String label = windows.metrics().get(metric).label();
      totals.add(
          chart(
              "total-" + metric,
              label,
              "Of all closed windows.",
              windows,
              "big_number_total",
              params,
              width));
    }
    return totals;
  }

  private void addTotal(List<String> metrics, String name, SupersetDataset.Metric metric) {
    boolean total =
        Set.of(SupersetDataset.Kind.SUM, SupersetDataset.Kind.DISTINCT).contains(metric.kind());
    if (total && !name.equals(Datasets.SHOWN) && metrics.size() < 4) {
      metrics.add(name);
    }
  }

  private Chart area(String name, String title, String description, SupersetDataset dataset) {
    Map<String, Object> params = overTime();
    params.put("metrics", List.of(Datasets.SHOWN));
    // means of groups do not add up, so they are not stacked
    boolean grouped = group != null && series.adds();
    params.put("groupby", grouped ? List.of(group.name()) : List.of());
    if (grouped) {
      params.put("limit", GROUPS);
      params.put("timeseries_limit_metric", Datasets.SHOWN);
      params.put("stack", "Stack");
    }
    // every digit, so that both charts can be compared
    params.put("y_axis_format", ",.12~g");
    params.put("opacity", 0.4);
    params.put("seriesType", "line");
    params.put("truncateYAxis", !series.adds());
    return chart(name, title, description, dataset, "echarts_area", params, 6);
  }

  private Optional<Chart> lines() {
    return windows.metrics().entrySet().stream()
        .filter(metric -> isLevel(metric.getValue()))
        .findFirst()
        .map(
            metric -> {
              Map<String, Object> params = overTime();
              params.put("metrics", List.of(metric.getKey()));
              params.put("groupby", List.of(group.name()));
              params.put("limit", GROUPS);
              params.put("timeseries_limit_metric", metric.getKey());
              params.put("truncateYAxis", true);
              return chart(
                  "lines",
                  metric.getValue().label() + " by " + group.name(),
                  "The " + GROUPS + " with the highest values.",
                  windows,
                  "echarts_timeseries_line",
                  params,
                  8);
            });
  }

  /** Whether a metric is a level, which does not add up over groups. */
  private static boolean isLevel(SupersetDataset.Metric metric) {
    return Set.of(SupersetDataset.Kind.MEAN, SupersetDataset.Kind.EXTREME).contains(metric.kind());
  }

  private Chart shares() {
    Measure share = definition.dashboard().share();
    String metric =
        share != null ? Datasets.metric(share) : series.adds() ? Datasets.SHOWN : Datasets.READINGS;
    String title = windows.metrics().get(metric).label() + ", shares by " + group.name();
    int width = windows.metrics().values().stream().anyMatch(Charts::isLevel) ? 4 : 12;
    Map<String, Object> params = params();
    params.put("groupby", List.of(group.name()));
    if (isFew()) {
      params.put("metric", metric);
      params.put("donut", true);
      params.put("innerRadius", 40);
      params.put("outerRadius", 75);
      params.put("show_labels", true);
      params.put("labels_outside", true);
      params.put("label_type", "key_percent");
      params.put("show_legend", false);
      params.put("sort_by_metric", true);
      return chart("shares", title, "Of all closed windows.", windows, "pie", params, width);
    }
    params.put("x_axis", group.name());
    params.put("groupby", List.of());
    params.put("metrics", List.of(metric));
    params.put("xAxisForceCategorical", true);
    params.put("x_axis_sort", metric);
    params.put("x_axis_sort_asc", false);
    params.put("orientation", "horizontal");
    params.put("row_limit", GROUPS);
    params.put("order_desc", true);
    params.put("timeseries_limit_metric", metric);
    params.put("show_value", true);
    params.put("show_legend", false);
    params.put("y_axis_format", "SMART_NUMBER");
    return chart(
        "shares",
        windows.metrics().get(metric).label() + ", the top " + GROUPS + " of " + group.name(),
        "Of all closed windows.",
        windows,
        "echarts_timeseries_bar",
        params,
        width);
  }

  /** Whether the group is known to have so few values that a pie can be read. */
  private boolean isFew() {
    return group.simulate() instanceof Simulation.Choice choice && choice.values().size() <= SLICES;
  }

  private Chart table(int width) {
    List<String> metrics =
        windows.metrics().keySet().stream()
            .filter(name -> !name.equals(Datasets.SHOWN))
            .limit(6)
            .toList();
    Map<String, Object> params = params();
    params.put("query_mode", "aggregate");
    params.put("groupby", List.of(group.name()));
    params.put("metrics", metrics);
    params.put("timeseries_limit_metric", Datasets.READINGS);
    params.put("order_desc", true);
    params.put("page_length", GROUPS);
    params.put("row_limit", 1000);
    params.put("show_cell_bars", true);
    return chart(
        "table", "By " + group.name(), "Of all closed windows.", windows, "table", params, width);
  }

  private Optional<Chart> map() {
    return datasets
        .positions(group)
        .map(
            positions -> {
              Map<String, Object> params = params();
              params.put("adhoc_filters", List.of());
              params.put(
                  "spatial",
                  ordered("type", "latlong", "latCol", "latitude", "lonCol", "longitude"));
              params.put("point_radius_fixed", ordered("type", "fix", "value", 600));
              params.put("point_unit", "square_m");
              params.put("multiplier", 1);
              params.put("min_radius", 3);
              params.put("max_radius", 12);
              params.put("color_picker", ordered("r", 0, "g", 122, "b", 135, "a", 1));
              params.put("mapbox_style", "https://tile.openstreetmap.org/{z}/{x}/{y}.png");
              params.put(
                  "viewport",
                  ordered("latitude", 0, "longitude", 0, "zoom", 8, "bearing", 0, "pitch", 0));
              params.put("autozoom", true);
              params.put("row_limit", 5000);
              return chart(
                  "map",
                  "Last positions (the map behind needs the network)",
                  "The map behind the points is from tile.openstreetmap.org: without the network"
                      + " the points stand on nothing.",
                  positions,
                  "deck_scatter",
                  params,
                  6);
            });
  }

  private Map<String, Object> overTime() {
    Map<String, Object> params = params();
    params.put("x_axis", "__time");
    params.put("time_grain_sqla", grain.period());
    params.put("x_axis_sort_asc", true);
    params.put("x_axis_time_format", grain.format());
    params.put("y_axis_format", "SMART_NUMBER");
    params.put("rich_tooltip", true);
    params.put("show_legend", true);
    params.put("legendOrientation", "top");
    params.put("legendType", "scroll");
    params.put("truncate_metric", true);
    // a single window would be invisible without
    params.put("markerEnabled", true);
    params.put("markerSize", 3);
    params.put("order_desc", true);
    params.put("y_axis_bounds", Arrays.asList(null, null));
    return params;
  }

  private static Map<String, Object> params() {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put(
        "adhoc_filters",
        List.of(
            ordered(
                "clause", "WHERE",
                "expressionType", "SIMPLE",
                "subject", "__time",
                "operator", "TEMPORAL_RANGE",
                "comparator", "No filter")));
    params.put("color_scheme", "supersetColors");
    params.put("extra_form_data", Map.of());
    params.put("row_limit", 10000);
    return params;
  }

  private Chart chart(
      String name,
      String title,
      String description,
      SupersetDataset dataset,
      String type,
      Map<String, Object> params,
      int width) {
    params.put("viz_type", type);
    return new Chart(definition.name(), name, title, description, dataset, type, params, width);
  }

  /** A map in the order in which its entries are given. */
  static Map<String, Object> ordered(Object... entries) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < entries.length; i += 2) {
      map.put((String) entries[i], entries[i + 1]);
    }
    return map;
  }
}
