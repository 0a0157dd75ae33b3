package io.tidemark.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.cli.UserError;
import io.tidemark.druid.DruidReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Consumer;

/**
 * A query of Druid's datasources, in Druid's SQL.
 *
 * @param topics the datasources of the stream, for messages
 */
record DruidQuery(DruidReader druid, List<String> topics) {
  /** How long Druid may take for an answer; it ends the query then. */
  private static final Duration LIMIT = Duration.ofMinutes(5);

  /**
   * Runs the query.
   *
   * @param reader reads as much of the answer as it likes
   * @throws UserError when Druid refuses it, does not answer, or has no such datasource
   */
  void run(String sql, Consumer<QueryResult> reader) {
    boolean exists =
        druid
            .withAnswerWithin(LIMIT)
            .table(sql, lines -> reader.accept(new QueryResult(names(lines), new Rows(lines))));
    if (!exists) {
      throw new UserError(
          "Druid has no datasource that the query names, or no row of it yet; those of the stream"
              + " are "
              + String.join(", ", topics)
              + ", and './tidemark attach' creates them");
    }
  }

  private static List<String> names(Iterator<JsonNode> lines) {
    List<String> names = new ArrayList<>();
    lines.next().forEach(name -> names.add(name.asText()));
    return names;
  }

  private record Rows(Iterator<JsonNode> lines) implements Iterator<List<Object>> {
    @Override
    public boolean hasNext() {
      return lines.hasNext();
    }

    @Override
    public List<Object> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return values(lines.next());
    }

    private static List<Object> values(JsonNode array) {
      List<Object> values = new ArrayList<>(array.size());
      array.forEach(value -> values.add(value(value)));
      return values;
    }

    private static Object value(JsonNode value) {
      return switch (value.getNodeType()) {
        case NULL, MISSING -> null;
        case BOOLEAN -> value.booleanValue();
        case NUMBER -> value.numberValue();
        case ARRAY -> values(value);
        default -> value.isTextual() ? value.textValue() : value.toString();
      };
    }
  }
}
