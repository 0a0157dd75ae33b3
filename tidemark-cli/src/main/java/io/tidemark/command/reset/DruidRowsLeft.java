package io.tidemark.command.reset;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.cli.text.HumanFormat;
import io.tidemark.druid.DruidClient;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.supervisor.Supervisors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
      Optional<JsonNode> counted = druid.rows("SELECT COUNT(*) FROM \"" + id + "\"");
      long rows = counted.map(found -> found.path(0).path(0).asLong()).orElse(0L);
      if (rows > 0) {
        lines.add("datasource " + id + ": " + HumanFormat.count(rows, "row"));
      }
    }
    return lines;
  }
}
