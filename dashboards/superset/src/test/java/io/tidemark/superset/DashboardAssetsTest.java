package io.tidemark.superset;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.DefinitionReader;
import io.tidemark.testing.Definitions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

class DashboardAssetsTest {
  private static final Path STREAMS = Path.of("../../streams");

  @Test
  void everyChartOfEveryStreamUsesADatasetAndMetricsThatExist() throws IOException {
    for (StreamDefinition definition : definitions()) {
      Map<String, String> files = DashboardAssets.of(definition);
      List<Map<String, Object>> charts = all(files, "charts/");
      assertThat(charts).as(definition.name()).hasSizeGreaterThan(2);
      for (Map<String, Object> chart : charts) {
        Map<String, Object> dataset = dataset(files, (String) chart.get("dataset_uuid"));
        assertThat(names(dataset, "metrics", "metric_name"))
            .as(definition.name() + ": " + chart.get("slice_name"))
            .containsAll(metrics(map(chart.get("params"))));
      }
    }
  }

  @Test
  void everyStreamHasTheSameNumberFromReadingsAndFromWindows() throws IOException {
    for (StreamDefinition definition : definitions()) {
      Map<String, String> files = DashboardAssets.of(definition);
      for (String name : List.of("raw", "aggregated")) {
        Map<String, Object> chart =
            map(read(files.get("charts/" + definition.name() + "-" + name + ".yaml")));
        assertThat(chart.get("viz_type")).isEqualTo("echarts_area");
        assertThat(map(chart.get("params")).get("metrics")).isEqualTo(List.of(Datasets.SHOWN));
      }
    }
  }

  @Test
  void theDefinitionChoosesWhatIsShown() {
    String sample =
        Definitions.SAMPLE.replace(
            "last_state: last(state)", "all_temp: sum(temp)\n    north: avg(temp)");
    Map<String, String> files =
        DashboardAssets.of(
            Definitions.read(
                sample
                    + """
                    dashboard:
                      measure: readings
                      group: entity
                      share: all_temp
                      position: {latitude: north, longitude: avg_temp}
                    """));
    assertThat(files.get("charts/sample-raw.yaml")).contains("slice_name: Readings, from");
    assertThat(files.get("charts/sample-shares.yaml")).contains("all_all_temp");
    assertThat(files.get("datasets/Druid/sample-last-positions.yaml"))
        .contains("LATEST(\"north\") AS \"latitude\"")
        .contains("LATEST(\"avg_temp\") AS \"longitude\"");
    assertThat(DashboardAssets.of(Definitions.read(sample)))
        .doesNotContainKey("charts/sample-map.yaml");
  }

  @Test
  void idsAreUniqueAndTheSameEachTime() throws IOException {
    List<String> ids = new ArrayList<>();
    for (StreamDefinition definition : definitions()) {
      Map<String, String> files = DashboardAssets.of(definition);
      assertThat(DashboardAssets.of(definition)).isEqualTo(files);
      for (String folder : List.of("datasets/", "charts/", "dashboards/")) {
        all(files, folder).forEach(file -> ids.add((String) file.get("uuid")));
      }
    }
    assertThat(new HashSet<>(ids)).hasSameSizeAs(ids);
    // RFC 9562, appendix A.4, has another namespace; this one is Superset's key to what it has
    assertThat(AssetIds.of("database", "Druid")).isEqualTo("95245bd9-435f-55b1-8df1-91108f81defb");
  }

  @Test
  void theDashboardHasEveryChartOnce() throws IOException {
    for (StreamDefinition definition : definitions()) {
      Map<String, String> files = DashboardAssets.of(definition);
      Map<String, Object> position = map(all(files, "dashboards/").get(0).get("position"));
      List<Object> shown =
          position.values().stream()
              .filter(Map.class::isInstance)
              .map(DashboardAssetsTest::map)
              .filter(node -> "CHART".equals(node.get("type")))
              .map(node -> map(node.get("meta")).get("uuid"))
              .toList();
      assertThat(shown)
          .containsExactlyInAnyOrderElementsOf(
              all(files, "charts/").stream().map(chart -> chart.get("uuid")).toList());
    }
  }

  @Test
  void aConditionAndDerivedFieldsAreComputedFromTheRawRows() {
    String sql = new Datasets(Definitions.everything().single().get(0)).raw().sql();
    assertThat(sql)
        .contains("FROM \"trips-raw\" WHERE ((CAST(ROUND(\"speed\" * 10.0) AS BIGINT) >= 0)")
        .contains("\"state\" = 'it''s'")
        .contains(" AS \"pace\"")
        .contains(" AS \"band\"");
  }

  @Test
  void windowsThatSlideAreTakenApartSoThatEachReadingIsInOne() {
    StreamDefinition hours = Definitions.everything().single().get(1);
    assertThat(Datasets.windows(hours).sql())
        .endsWith("FROM \"trips-hours\" WHERE MOD(TIMESTAMP_TO_MILLIS(\"__time\"), 3600000) = 0");
  }

  @Test
  void sketchesOfDistinctValuesAreMerged() {
    SupersetDataset windows = Datasets.windows(Definitions.everything().single().get(0));
    assertThat(windows.metrics().get("all_different_stops").sql())
        .isEqualTo("APPROX_COUNT_DISTINCT_DS_HLL(\"different_stops\")");
    assertThat(windows.metrics()).doesNotContainKeys("all_paces", "all_spread");
  }

  @Test
  void aMeanIsTheSumOfWholeNumbersDividedByTheCountOnBothSides() throws IOException {
    Series series = Series.of(DefinitionReader.read(STREAMS.resolve("sensor-data.yaml")));
    assertThat(series.raw())
        .isEqualTo("SUM(CAST(ROUND(\"temp\" * 100.0) AS BIGINT)) / 100.0 / NULLIF(COUNT(*), 0)");
    assertThat(series.aggregated())
        .isEqualTo(
            "SUM(CAST(ROUND(\"avg_temp\" * \"readings\" * 100.0) AS BIGINT)) / 100.0"
                + " / NULLIF(SUM(\"readings\"), 0)");
  }

  @Test
  void aMeanOfAFieldThatMayBeMissingNeedsItsOwnCount() throws IOException {
    String yaml =
        Files.readString(STREAMS.resolve("temperature.yaml"))
            .replace("unit: °C,", "unit: °C, optional: true,");
    assertThat(Series.of(Definitions.read(yaml)).label()).isEqualTo("Readings");
    String counted =
        yaml.replace("readings: count", "readings: count\n    values: count(temperature)");
    assertThat(Series.of(Definitions.read(counted)).aggregated())
        .contains("\"avg_temperature\" * \"values\"")
        .endsWith("NULLIF(SUM(\"values\"), 0)");
  }

  @Test
  void thereIsAMapWhereTheWindowsHavePositions() throws IOException {
    StreamDefinition fleet = DefinitionReader.read(STREAMS.resolve("sensor-data.yaml"));
    assertThat(DashboardAssets.of(fleet)).containsKey("charts/sensor-data-map.yaml");
    StreamDefinition sales = DefinitionReader.read(STREAMS.resolve("sales.yaml"));
    assertThat(DashboardAssets.of(sales)).doesNotContainKey("charts/sales-map.yaml");
  }

  private static List<StreamDefinition> definitions() throws IOException {
    List<StreamDefinition> all = new ArrayList<>(List.of(Definitions.everything()));
    try (Stream<Path> files = Files.list(STREAMS)) {
      files
          .filter(file -> file.toString().endsWith(".yaml"))
          .sorted()
          .forEach(file -> all.add(DefinitionReader.read(file)));
    }
    return all;
  }

  private static List<Map<String, Object>> all(Map<String, String> files, String folder) {
    return files.entrySet().stream()
        .filter(file -> file.getKey().startsWith(folder))
        .map(file -> map(read(file.getValue())))
        .toList();
  }

  private static Map<String, Object> dataset(Map<String, String> files, String id) {
    return all(files, "datasets/").stream()
        .filter(dataset -> dataset.get("uuid").equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static List<Object> names(Map<String, Object> file, String list, String key) {
    return ((List<?>) file.get(list)).stream().map(entry -> map(entry).get(key)).toList();
  }

  private static List<Object> metrics(Map<String, Object> params) {
    List<Object> metrics = new ArrayList<>((List<?>) params.getOrDefault("metrics", List.of()));
    if (params.containsKey("metric")) {
      metrics.add(params.get("metric"));
    }
    return metrics;
  }

  private static Object read(String yaml) {
    return new Yaml().load(yaml);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object node) {
    return (Map<String, Object>) node;
  }
}
