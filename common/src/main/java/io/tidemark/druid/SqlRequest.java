package io.tidemark.druid;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/** The body of an SQL query. */
final class SqlRequest {
  static final String PATH = "/druid/v2/sql";

  private final ObjectNode body = JsonNodeFactory.instance.objectNode();

  /**
   * @param format Druid's name for the result format
   */
  SqlRequest(String sql, String format) {
    body.put("query", sql).put("resultFormat", format);
    body.putObject("context")
        .put("sqlTimeZone", "UTC")
        .put("useCache", false)
        .put("populateCache", false)
        .put("useResultLevelCache", false)
        .put("populateResultLevelCache", false);
  }

  /** Sets the time after which Druid cancels the query, transfer of the result included. */
  SqlRequest within(Duration limit) {
    body.withObject("/context").put("timeout", limit.toMillis());
    return this;
  }

  /** Has the names of the columns come before the rows. */
  SqlRequest withHeader() {
    body.put("header", true);
    return this;
  }

  String json() {
    return body.toString();
  }
}
