package io.tidemark.compose;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.metrics.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The configuration files of Prometheus and Grafana match the code and each other. */
class MonitoringFilesTest {
  private static final Path FOLDER = Path.of("../deploy/monitoring");
  private static final Path PROVISIONING = FOLDER.resolve("grafana/provisioning");
  private static final Pattern METRIC = Pattern.compile("tidemark_[a-z_]+");
  private static final Pattern ALERT = Pattern.compile("Tidemark[A-Z][A-Za-z]+(?=` \\|)");
  private static final List<String> EXPORTED =
      Arrays.stream(Metric.values()).map(Metric::title).toList();

  @Test
  void theDashboardQueriesOnlyMetricsThatTheCodeExports() throws IOException {
    List<String> expressions = dashboard().findValuesAsText("expr");

    assertThat(expressions.stream().flatMap(MonitoringFilesTest::metrics))
        .isNotEmpty()
        .isSubsetOf(EXPORTED);
    assertThat(expressions).allMatch(expression -> METRIC.matcher(expression).find());
  }

  @Test
  void theDashboardUsesTheProvisionedDatasource() throws IOException {
    Map<?, ?> file = yaml(PROVISIONING.resolve("datasources/prometheus.yaml"));
    Map<?, ?> datasource = (Map<?, ?>) ((List<?>) file.get("datasources")).get(0);

    assertThat(dashboard().findValues("datasource"))
        .extracting(one -> one.path("uid").asText())
        .containsOnly((String) datasource.get("uid"));
  }

  @Test
  void prometheusScrapesEveryPartEveryFiveSeconds() throws IOException {
    Map<?, ?> config = yaml(FOLDER.resolve("prometheus.yml"));

    assertThat(config.get("global")).isEqualTo(Map.of("scrape_interval", "5s"));
    assertThat(config.get("scrape_configs").toString())
        .contains("[sensor-generator:9404]", "[spark-aggregator:9404]", "[watch:9404]");
  }

  @Test
  void theAlertsQueryMetricsThatTheCodeExportsAndAreDocumented() throws IOException {
    Map<?, ?> group =
        (Map<?, ?>) ((List<?>) yaml(FOLDER.resolve("alerts.yml")).get("groups")).get(0);
    String page = Files.readString(Path.of("../docs/operations.md"));
    List<Map<?, ?>> rules = new ArrayList<>();
    ((List<?>) group.get("rules")).forEach(rule -> rules.add((Map<?, ?>) rule));

    assertThat(rules)
        .hasSizeGreaterThan(5)
        .allSatisfy(
            rule -> {
              assertThat(metrics((String) rule.get("expr"))).isSubsetOf(EXPORTED);
              assertThat(((Map<?, ?>) rule.get("annotations")).keySet())
                  .isEqualTo(Set.of("summary", "description"));
            });
    assertThat(ALERT.matcher(page).results().map(MatchResult::group))
        .containsExactlyElementsOf(rules.stream().map(rule -> (String) rule.get("alert")).toList());
    assertThat(yaml(FOLDER.resolve("prometheus.yml")).get("rule_files"))
        .isEqualTo(List.of("alerts.yml"));
    assertThat(Files.readString(Path.of("../docker-compose.yml")))
        .contains("./deploy/monitoring/alerts.yml:/etc/prometheus/alerts.yml:ro");
  }

  @Test
  void theFolderOfDashboardsIsProvisioned() throws IOException {
    assertThat(yaml(PROVISIONING.resolve("dashboards/tidemark.yaml")).get("providers").toString())
        .contains("path=/var/lib/grafana/dashboards");
  }

  @Test
  void everyMetricIsDocumented() throws IOException {
    String page = Files.readString(Path.of("../docs/operations.md"));

    assertThat(METRIC.matcher(page).results().map(MatchResult::group))
        .containsExactlyInAnyOrderElementsOf(EXPORTED);
  }

  private static Stream<String> metrics(String expression) {
    return METRIC.matcher(expression).results().map(MatchResult::group);
  }

  private static JsonNode dashboard() throws IOException {
    return new JsonMapper().readTree(FOLDER.resolve("grafana/dashboards/tidemark.json").toFile());
  }

  private static Map<?, ?> yaml(Path file) throws IOException {
    return new Yaml().load(Files.readString(file));
  }
}
