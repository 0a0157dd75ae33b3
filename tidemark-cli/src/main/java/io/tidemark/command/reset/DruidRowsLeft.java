package io.tidemark.command.reset;

import io.tidemark.cli.text.HumanFormat;
import io.tidemark.druid.DruidClient;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.retry.Deadline;
import io.tidemark.retry.RetryableException;
import io.tidemark.supervisor.Supervisors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What Druid has of a stream. */
record DruidRowsLeft(StreamDefinition definition, DruidClient druid) {
  /**
   * A line for each supervisor and each datasource with rows.
   *
   * @throws io.tidemark.cli.UserError when Druid does not answer
   */
  List<String> lines() {
    Supervisors supervisors = new Supervisors(druid);
    List<String> lines = new ArrayList<>();
    for (String id : definition.datasources()) {
      if (supervisors.spec(id).isPresent()) {
        lines.add("supervisor " + id);
      }
      long rows = rows(id);
      if (rows > 0) {
        lines.add("datasource " + id + ": " + HumanFormat.count(rows, "row"));
      }
    }
    return lines;
  }

  private long rows(String datasource) {
    return druid
        .rows("SELECT COUNT(*) FROM \"" + datasource + "\"")
        .map(found -> found.path(0).path(0).asLong())
        .orElse(0L);
  }

  /**
   * Waits until queries find no row any more: Druid unloads segments a while after they are marked
   * as unused.
   *
   * @throws io.tidemark.cli.UserError when the timeout expires
   */
  void awaitGone(Duration timeout, Consumer<String> say) {
    Deadline deadline = Deadline.in(timeout, say);
    for (String id : definition.datasources()) {
      deadline.await(
          "the end of the rows of " + id,
          "Druid's coordinator unloads them; look at its log, and run this again",
          () -> {
            long rows = rows(id);
            if (rows > 0) {
              throw new RetryableException(HumanFormat.count(rows, "row") + " are still there");
            }
            return null;
          });
    }
  }
}
