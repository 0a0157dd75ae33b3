package io.tidemark.command;

import static io.tidemark.command.JsonRows.minute;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowingConsumer;

/**
 * Checks the queries of streams while the rows are in the memory of Druid's tasks, and again when
 * they are published.
 */
final class QueryChecks {
  /**
   * A stream whose queries have passed their first check.
   *
   * @param checks by query file, the check of its rows
   * @param published completes when its rows are published and no task reads its topics
   */
  private record CheckedStream(
      TestStream stream,
      Map<String, ThrowingConsumer<List<JsonNode>>> checks,
      CompletableFuture<Void> published) {}

  private final List<CheckedStream> checked = new ArrayList<>();
  private final ProjectQueries queries;

  QueryChecks(ProjectQueries queries) {
    this.queries = queries;
  }

  /** Checks all queries of all streams again, after their rows are published. */
  void againOncePublished() throws Exception {
    for (CheckedStream one : checked) {
      one.published().get(5, TimeUnit.MINUTES);
      one.stream().audit();
      check(one.checks());
    }
  }

  /**
   * Checks all queries of a stream while Druid's tasks have its rows in memory, then starts to
   * publish the rows in the background.
   */
  void check(TestStream stream, Map<String, ThrowingConsumer<List<JsonNode>>> checks)
      throws IOException {
    assertThat(checks.keySet())
        .containsExactlyInAnyOrderElementsOf(ProjectQueries.of(stream.definition().name()));
    check(checks);
    checked.add(new CheckedStream(stream, checks, CompletableFuture.runAsync(stream::detach)));
  }

  private void check(Map<String, ThrowingConsumer<List<JsonNode>>> checks) throws IOException {
    for (Map.Entry<String, ThrowingConsumer<List<JsonNode>>> check : checks.entrySet()) {
      List<JsonNode> rows = queries.rows(check.getKey());
      check.getValue().accept(rows);
    }
  }

  /**
   * The check of a query for differences: it returns no rows, and all groups of the first window
   * when that window is excluded.
   *
   * @param groups rows of the first window
   */
  ThrowingConsumer<List<JsonNode>> noneUntilAWindowIsMissing(
      TestStream stream, String file, int groups) {
    return rows -> {
      assertThat(rows).isEmpty();
      String from = "FROM \"" + stream.definition().aggregates().get(0).topic() + "\"";
      String text = ProjectQueries.text(file);
      assertThat(text).containsOnlyOnce(from);
      JsonNode first = queries.ofSql("SELECT MIN(__time) AS \"t\" " + from).get(0).path("t");
      String later = from + " WHERE __time > TIME_PARSE('" + first.textValue() + "')";
      assertThat(queries.ofSql(text.replace(from, later)))
          .hasSize(groups)
          .extracting(row -> row.path("window_start"))
          .containsOnly(first);
    };
  }

  /** Asserts that one cent more in the window of a sale gives one row. */
  void assertOneForACent(String file, JsonNode sale) throws IOException {
    String sum = "SUM(\"sum_amount\")";
    String text = ProjectQueries.text(file);
    assertThat(text).containsOnlyOnce(sum);
    String more =
        sum
            + " + SUM(CASE WHEN \"store_id\" = '"
            + sale.path("store_id").textValue()
            + "' AND __time = MILLIS_TO_TIMESTAMP("
            + minute(sale.path("sale_ts")).toEpochMilli()
            + ") THEN 1 ELSE 0 END)";
    List<JsonNode> found = queries.ofSql(text.replace(sum, more));
    assertThat(found).hasSize(1);
    assertThat(found.get(0).path("sum_by_spark").longValue())
        .isEqualTo(found.get(0).path("sum_by_druid").longValue() + 1);
  }
}
