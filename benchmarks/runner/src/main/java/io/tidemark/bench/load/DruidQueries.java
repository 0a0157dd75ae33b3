package io.tidemark.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.cli.UserError;
import io.tidemark.druid.DruidClient;
import java.time.Duration;

/** The queries and specs of the benchmarks; an answer may take two minutes. */
public final class DruidQueries {
  private static final Duration ANSWER = Duration.ofMinutes(2);

  private final DruidClient druid;

  public DruidQueries(DruidClient druid) {
    this.druid = druid.withAnswerWithin(ANSWER);
  }

  /**
   * Asks.
   *
   * @return an array of rows, each an array of values; empty while there is no such datasource
   * @throws UserError when Druid cannot be reached or refuses
   */
  public JsonNode ask(String query) {
    return druid.rows(query).orElseGet(JsonNodeFactory.instance::arrayNode);
  }

  /** The single number that a query answers with; 0 where it has none. */
  public long number(String query) {
    return ask(query).path(0).path(0).asLong();
  }

  /**
   * Lets a supervisor begin.
   *
   * @throws UserError when Druid refuses
   */
  public void attach(ObjectNode spec) {
    druid.post("/druid/indexer/v1/supervisor", spec.toString()).body();
  }

  /**
   * Whether a supervisor knows that a task of its own is at work. One that is terminated before
   * leaves the task behind, which then goes on for its hour.
   */
  public boolean knowsItsTask(String supervisor) {
    return druid
        .get("/druid/indexer/v1/supervisor/" + supervisor + "/status")
        .json()
        .at("/payload/activeTasks/0/startTime")
        .isTextual();
  }
}
