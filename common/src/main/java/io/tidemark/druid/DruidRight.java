package io.tidemark.druid;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The right that a request to Druid needs, after its <a
 * href="https://druid.apache.org/docs/33.0.0/operations/security-user-auth">resource types and
 * actions</a>.
 *
 * @param what is done, in words: {@code read the datasource doors}
 * @param name of the right: {@code DATASOURCE READ on doors}
 */
record DruidRight(String what, String name) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String INDEXER = "/druid/indexer/v1/";

  /** Paths with the name of a datasource. */
  private static final List<Pattern> NAMED =
      List.of(
          Pattern.compile(INDEXER + "supervisor/([^/?]+).*"),
          Pattern.compile(".*/datasources/([^/?]+).*"),
          Pattern.compile(".*[?&]datasource=([^&]+).*"));

  private static final Pattern TASK = Pattern.compile(INDEXER + "task/([^/?]+).*");
  private static final Pattern SUBMITTED =
      Pattern.compile(INDEXER + "(?:supervisor|task)(?:\\?.*)?");
  private static final Pattern TABLE = Pattern.compile("(?i)\\b(?:from|join)\\s+\"([^\"]+)\"");

  /**
   * @param path with its query
   * @param body in JSON, or empty
   */
  static DruidRight of(String method, String path, String body) {
    // Druid goes by the method, so a question that is posted needs WRITE, but for SQL
    boolean read = method.equals("GET") || path.equals(SqlRequest.PATH);
    for (Pattern named : NAMED) {
      Matcher name = named.matcher(path);
      if (name.matches()) {
        return datasource(read, name.group(1));
      }
    }
    Matcher task = TASK.matcher(path);
    if (task.matches()) {
      return right(read, "the datasource of the task " + task.group(1), "DATASOURCE", "");
    }
    if (SUBMITTED.matcher(path).matches()) {
      return datasource(read, json(body).at("/spec/dataSchema/dataSource").asText());
    }
    if (path.equals(SqlRequest.PATH)) {
      List<String> tables = tables(json(body).path("query").asText());
      return tables.size() == 1
          ? datasource(read, tables.get(0))
          : right(read, "what the query names", "DATASOURCE", "");
    }
    return right(read, "the state of the services", "STATE", "");
  }

  private static DruidRight datasource(boolean read, String name) {
    return right(read, "the datasource " + name, "DATASOURCE", " on " + name);
  }

  private static DruidRight right(boolean read, String resource, String type, String on) {
    return new DruidRight(
        (read ? "read " : "write ") + resource, type + (read ? " READ" : " WRITE") + on);
  }

  private static List<String> tables(String sql) {
    return TABLE.matcher(sql).results().map(table -> table.group(1)).distinct().toList();
  }

  private static JsonNode json(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }
}
