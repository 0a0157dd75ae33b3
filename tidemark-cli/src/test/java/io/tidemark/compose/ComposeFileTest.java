package io.tidemark.compose;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.stack.secure.DruidLogins;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/** The properties of the compose file that can be checked without Docker. */
class ComposeFileTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z0-9_]+)(:-[^}]*)?}");
  private static final Pattern MEBIBYTES = Pattern.compile("(\\d+)m");

  @Test
  void everyVariableWithoutADefaultStandsInTheEnvironmentFile() throws IOException {
    Properties environment = new Properties();
    try (Reader file = Files.newBufferedReader(ROOT.resolve(".env"))) {
      environment.load(file);
    }
    Matcher variables = VARIABLE.matcher(Files.readString(ROOT.resolve("docker-compose.yml")));
    TreeSet<String> without = new TreeSet<>();
    while (variables.find()) {
      if (variables.group(2) == null) {
        without.add(variables.group(1));
      }
    }
    assertThat(environment.stringPropertyNames()).isNotEmpty().containsAll(without);
  }

  @Test
  void everyVariableOfACommandIsOneThatTheReferenceHas() throws IOException {
    String reference = Files.readString(ROOT.resolve("docs/reference.md"));
    Matcher variables =
        Pattern.compile("(?m)^ +(TIDEMARK_[A-Z_]+):")
            .matcher(Files.readString(ROOT.resolve("docker-compose.yml")));
    TreeSet<String> names = new TreeSet<>();
    while (variables.find()) {
      names.add(variables.group(1));
    }
    assertThat(names)
        .hasSizeGreaterThan(20)
        .allSatisfy(
            name ->
                assertThat(reference)
                    .containsAnyOf(
                        "`" + name + "`",
                        // an option of several commands that has a meaning of its own in each
                        name.replaceFirst("^TIDEMARK_[A-Z]+_", "`TIDEMARK_<COMMAND>_") + "`"));
  }

  @Test
  void whatIsStartedByDefaultStaysUnderSixGibibytes() throws IOException {
    int all =
        services().values().stream()
            .filter(service -> !service.containsKey("profiles"))
            .mapToInt(service -> mebibytes((String) service.get("mem_limit")))
            .sum();
    assertThat(all).isPositive().isLessThan(6 * 1024);
  }

  @Test
  void everyServiceHasALimitAndBoundedLogs() throws IOException {
    services()
        .forEach(
            (name, service) ->
                assertThat(service).as(name).containsKeys("mem_limit", "logging", "networks"));
  }

  @Test
  void everyPortIsOnLoopbackAndCanBeChanged() throws IOException {
    List<Object> ports =
        services().values().stream()
            .map(service -> (Collection<?>) service.getOrDefault("ports", List.of()))
            .<Object>flatMap(Collection::stream)
            .toList();
    assertThat(ports)
        .isNotEmpty()
        .allSatisfy(port -> assertThat((String) port).matches("127\\.0\\.0\\.1:\\$\\{.+}:\\d+"));
  }

  @Test
  void everyDependencyWaitsForTheHealthOrTheEndOfAService() throws IOException {
    Map<String, Map<String, Object>> services = services();
    services.forEach(
        (name, service) ->
            map(service.getOrDefault("depends_on", Map.of()))
                .forEach(
                    (other, how) -> {
                      Object condition = map(how).get("condition");
                      assertThat(condition)
                          .as(name + " waits for " + other)
                          .isIn("service_healthy", "service_completed_successfully");
                      if (condition.equals("service_healthy")) {
                        assertThat(services.get(other)).as(other).containsKey("healthcheck");
                      }
                    }));
  }

  @Test
  void theProfileClusterHasThreeBrokersWhichKnowEachOther() throws IOException {
    Map<String, Map<String, Object>> services = services();
    String script = Files.readString(ROOT.resolve("deploy/kafka.sh"));
    int node = 0;
    for (String broker : List.of("kafka", "kafka-2", "kafka-3")) {
      node++;
      Map<String, Object> environment = map(services.get(broker).get("environment"));
      assertThat(environment).as(broker).containsEntry("KAFKA_NODE_ID", node);
      assertThat((String) environment.get("KAFKA_ADVERTISED_LISTENERS"))
          .startsWith("CONTAINERS://" + broker + ":9092,");
      assertThat(script).contains(node + "@" + broker + ":9093");
      assertThat(services.get(broker).get("profiles"))
          .as(broker)
          .isEqualTo(node == 1 ? null : List.of("cluster"));
    }
    assertThat(map(services.get("kafka").get("depends_on"))).containsOnlyKeys("kafka-2", "kafka-3");
  }

  @Test
  void theLoginsAddOneExtensionOfDruidAndNoSecret() throws IOException {
    Map<String, Map<String, Object>> plain = services();
    Map<String, Map<String, Object>> secured = services("deploy/logins.yml");
    for (String service : List.of("coordinator", "broker", "historical", "indexer", "router")) {
      assertThat(extensions(secured.get(service)))
          .as(service)
          .startsWith(extensions(plain.get(service)).replace("]", ""))
          .endsWith(", \"druid-basic-security\"]");
    }
    secured.forEach(
        (name, service) ->
            map(service.getOrDefault("environment", Map.of()))
                .forEach(
                    (variable, value) -> {
                      if (variable.endsWith("_PASSWORD")) {
                        assertThat((String) value).as(name).startsWith("${DRUID_");
                      }
                    }));
  }

  @Test
  void theLoginsAreThoseOfASecuredLocalStack() throws IOException {
    Map<String, Object> router =
        map(services("deploy/logins.yml").get("router").get("environment"));
    Map<String, String> settings = new TreeMap<>();
    router.forEach(
        (name, value) -> {
          if (name.startsWith("druid_auth_") || name.startsWith("druid_escalator_")) {
            settings.put(name, value.toString().replace(" ", ""));
          }
        });
    Map<String, String> local = new TreeMap<>();
    DruidLogins.common().forEach((name, value) -> local.put(name.replace('.', '_'), value));
    assertThat(settings).isNotEmpty().isEqualTo(local);
  }

  private static String extensions(Map<String, Object> service) {
    return (String) map(service.get("environment")).get("druid_extensions_loadList");
  }

  private static int mebibytes(String limit) {
    Matcher matcher = MEBIBYTES.matcher(limit);
    assertThat(matcher.matches()).as(limit).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  private static Map<String, Map<String, Object>> services() throws IOException {
    return services("docker-compose.yml");
  }

  private static Map<String, Map<String, Object>> services(String name) throws IOException {
    try (Reader file = Files.newBufferedReader(ROOT.resolve(name))) {
      LoaderOptions options = new LoaderOptions();
      // its services share much by aliases
      options.setMaxAliasesForCollections(200);
      Map<String, Object> all = new Yaml(options).load(file);
      @SuppressWarnings("unchecked")
      Map<String, Map<String, Object>> services =
          (Map<String, Map<String, Object>>) all.get("services");
      return services;
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object node) {
    return (Map<String, Object>) node;
  }
}
