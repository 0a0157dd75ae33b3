package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.process.ChildProcess;
import io.tidemark.process.ChildProgram;
import io.tidemark.process.ProjectRoot;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The dashboards in a real Superset over a real Druid. Pip fetches 800 MB the first time, so it
 * runs with {@code -Dtidemark.superset=true} only.
 */
@EnabledIfSystemProperty(named = "tidemark.superset", matches = "true")
@Timeout(1800)
class DashboardsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;

  @TempDir static Path folder;

  private final HttpClient client = HttpClient.newHttpClient();
  private URI superset;

  @Test
  void bothAreasShowTheNumbersOfDruidToTheLastDigit() throws Exception {
    TestStream sales = filled("sales");
    TestStream fleet = filled("sensor-data");
    ProcessBuilder command =
        ChildProgram.tidemark(
            List.of(
                "dashboards",
                "--stream",
                sales.file() + "," + fleet.file(),
                "--druid",
                sales.stack().druid(),
                "--superset-port",
                "0"));
    command
        .directory(ProjectRoot.current().toFile())
        .redirectError(ProcessBuilder.Redirect.INHERIT);
    try (ChildProcess child = ChildProcess.start("dashboards", command, Duration.ofSeconds(30))) {
      superset = address(child.output());
      equalToDruid(
          sales,
          "store_id",
          "SELECT TIME_FLOOR(__time, 'PT1M') AS \"t\", \"store_id\" AS \"g\","
              + " SUM(\"sale_amount\") * 1.0 AS \"v\" FROM \"sales-raw\" GROUP BY 1, 2");
      equalToDruid(
          fleet,
          "entity",
          "SELECT __time AS \"t\", \"entity\" AS \"g\","
              + " CAST(ROUND(\"avg_temp\" * \"readings\" * 100) AS BIGINT) / 100.0 / \"readings\""
              + " AS \"v\" FROM \"sensor-data-aggregated\"");
      ObjectNode outside = query(area("sales", "readings"), "sales", "store_id");
      outside.withObject("/form_data").remove("dashboardId");
      assertThat(post(outside).statusCode()).isEqualTo(FORBIDDEN);
      onlyDashboardsAreOpen();
    }
  }

  /** A client without a login gets neither SQL Lab nor the lists of databases and datasets. */
  private void onlyDashboardsAreOpen() throws Exception {
    for (String path : List.of("sqllab/", "database/", "dataset/", "saved_query/")) {
      assertThat(answer("/api/v1/" + path).statusCode()).as(path).isEqualTo(UNAUTHORIZED);
    }
    assertThat(answer("/sqllab/").headers().firstValue("Location").orElse("")).contains("/login/");
  }

  private static TestStream filled(String name) throws IOException {
    TestStream stream = TestStream.ofProject(folder, name);
    stream.attach();
    stream.generate("--entities", "20", "--duration", "10m");
    stream.drain();
    stream.audit();
    return stream;
  }

  private static URI address(BufferedReader output) throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith("sales: ")) {
        return URI.create(line.substring("sales: ".length())).resolve("/");
      }
    }
    throw new AssertionError("the command printed no address");
  }

  private void equalToDruid(TestStream stream, String group, String sql) throws Exception {
    String slug = stream.definition().name();
    Map<String, Double> readings = values(query(area(slug, "readings"), slug, group), group);
    Map<String, Double> windows = values(query(area(slug, "windows"), slug, group), group);
    Map<String, Double> druid = new TreeMap<>();
    for (JsonNode row : stream.druid().rows(sql).orElseThrow()) {
      druid.put(
          Instant.parse(row.get(0).asText()).toEpochMilli() + " " + row.get(1).asText(),
          row.get(2).asDouble());
    }
    assertThat(readings).hasSize(200).isEqualTo(windows).isEqualTo(druid);
  }

  /** The area chart of a dashboard whose title ends with a word. */
  private JsonNode area(String slug, String end) throws Exception {
    for (JsonNode chart : get("/api/v1/dashboard/" + slug + "/charts").get("result")) {
      if (chart.get("slice_name").asText().endsWith("from the " + end)) {
        return chart;
      }
    }
    throw new AssertionError("no area from the " + end + " in " + slug);
  }

  /** The query that a browser sends for a chart, as a client without a login. */
  private ObjectNode query(JsonNode chart, String slug, String group) throws Exception {
    JsonNode form = chart.get("form_data");
    ObjectNode request = JSON.createObjectNode();
    String dataset = form.get("datasource").asText();
    request
        .putObject("datasource")
        .put("id", Integer.parseInt(dataset.substring(0, dataset.indexOf('_'))))
        .put("type", "table");
    ObjectNode query = request.putArray("queries").addObject();
    query.set("metrics", form.get("metrics"));
    query
        .putArray("columns")
        .add(
            JSON.createObjectNode()
                .put("timeGrain", form.get("time_grain_sqla").asText())
                .put("columnType", "BASE_AXIS")
                .put("sqlExpression", "__time")
                .put("label", "__time")
                .put("expressionType", "SQL"))
        .add(group);
    query.put("row_limit", 10_000);
    request
        .putObject("form_data")
        .put("slice_id", chart.get("id").asInt())
        .put("dashboardId", get("/api/v1/dashboard/" + slug).get("result").get("id").asInt());
    return request.put("result_format", "json").put("result_type", "full");
  }

  private Map<String, Double> values(ObjectNode query, String group) throws Exception {
    HttpResponse<String> answer = post(query);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    Map<String, Double> values = new TreeMap<>();
    for (JsonNode row : JSON.readTree(answer.body()).get("result").get(0).get("data")) {
      values.put(
          row.get("__time").asLong() + " " + row.get(group).asText(), row.get("shown").asDouble());
    }
    return values;
  }

  private JsonNode get(String path) throws Exception {
    return JSON.readTree(answer(path).body());
  }

  private HttpResponse<String> answer(String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(superset.resolve(path)).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(ObjectNode query) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(superset.resolve("/api/v1/chart/data"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(query.toString()))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
