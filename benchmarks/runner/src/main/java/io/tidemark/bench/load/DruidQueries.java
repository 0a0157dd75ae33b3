package io.tidemark.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.cli.UserError;
import io.tidemark.druid.DruidClient;
import java.time.Duration;

/** Runs queries and submits specs for the benchmarks; the timeout is two minutes. */
public final class DruidQueries {
  private static final Duration ANSWER = Duration.ofMinutes(2);

  private final DruidClient druid;

  public DruidQueries(DruidClient druid) {
    this.druid = druid.withAnswerWithin(ANSWER);
  }

  /**
   * Runs a query.
   *
   * @return an array of rows, each an array of values; empty while there is no such datasource
   * @throws UserError when Druid cannot be reached or refuses
   */
  public JsonNode rows(String query) {
    return druid.rows(query).orElseGet(JsonNodeFactory.instance::arrayNode);
  }

  /** The single number in a query's result; 0 if there is none. */
  public long number(String query) {
    return rows(query).path(0).path(0).asLong();
  }

  /**
   * Starts a supervisor.
   *
   * @throws UserError when Druid refuses
   */
  public void attach(ObjectNode spec) {
    druid.post("/druid/indexer/v1/supervisor", spec.toString()).body();
  }

  /**
   * Whether a supervisor lists a running task. A supervisor that is terminated earlier leaves its
   * task running for the whole task duration of an hour.
   */
  public boolean knowsItsTask(String supervisor) {
    return druid
        .get("/druid/indexer/v1/supervisor/" + supervisor + "/status")
        .json()
        .at("/payload/activeTasks/0/startTime")
        .isTextual();
  }
}
