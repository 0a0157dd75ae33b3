package io.tidemark.bench.druid;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.model.definition.StreamDefinition;
import java.util.List;

/**
 * A query that can run on the readings and on the windows of {@code benchmarks/druid.yaml}, with
 * the same result.
 *
 * @param name for the report
 * @param ofReadings the SQL on readings
 * @param ofWindows the SQL on windows
 */
record ComparedQuery(String name, String ofReadings, String ofWindows) {
  /**
   * The relative tolerance for sums of doubles, whose last digits depend on the order of addition.
   */
  private static final double ROUNDING = 1e-9;

  /**
   * All queries.
   *
   * @param end of the last window, epoch milliseconds
   */
  static List<ComparedQuery> all(StreamDefinition definition, long end) {
    String raw = " FROM \"" + definition.raw().topic() + "\" ";
    String windows = " FROM \"" + definition.aggregated().topic() + "\" ";
    String lastHour =
        "WHERE entity = 7 AND __time >= MILLIS_TO_TIMESTAMP(" + (end - 3_600_000) + ") ";
    String minutes = "SELECT TIME_FLOOR(__time, 'PT1M'), ";
    return List.of(
        new ComparedQuery("count", "SELECT COUNT(*)" + raw, "SELECT SUM(readings)" + windows),
        new ComparedQuery(
            "sum and mean of each entity",
            "SELECT entity, COUNT(*), SUM(temp), AVG(temp)" + raw + "GROUP BY 1 ORDER BY 1",
            "SELECT entity, SUM(readings), SUM(sum_temp), SUM(sum_temp) / SUM(readings)"
                + windows
                + "GROUP BY 1 ORDER BY 1"),
        new ComparedQuery(
            "ten hottest entities",
            "SELECT entity, MAX(temp), MIN(temp)" + raw + "GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10",
            "SELECT entity, MAX(max_temp), MIN(min_temp)"
                + windows
                + "GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10"),
        new ComparedQuery(
            "minute by minute",
            minutes + "COUNT(*), AVG(temp)" + raw + "GROUP BY 1 ORDER BY 1",
            minutes
                + "SUM(readings), SUM(sum_temp) / SUM(readings)"
                + windows
                + "GROUP BY 1 ORDER BY 1"),
        new ComparedQuery(
            "one entity's last hour",
            minutes + "COUNT(*), AVG(temp), MAX(temp)" + raw + lastHour + "GROUP BY 1 ORDER BY 1",
            minutes
                + "SUM(readings), SUM(sum_temp) / SUM(readings), MAX(max_temp)"
                + windows
                + lastHour
                + "GROUP BY 1 ORDER BY 1"));
  }

  /** Whether two results are equal: fractions within a tolerance, all other values exactly. */
  static boolean same(JsonNode one, JsonNode other) {
    if (one.isArray() && other.isArray()) {
      boolean same = one.size() == other.size();
      for (int i = 0; same && i < one.size(); i++) {
        same = same(one.get(i), other.get(i));
      }
      return same;
    }
    if (one.isNumber() && other.isNumber()) {
      double difference = Math.abs(one.doubleValue() - other.doubleValue());
      return one.isIntegralNumber() && other.isIntegralNumber()
          ? one.longValue() == other.longValue()
          : difference <= ROUNDING * Math.max(1, Math.abs(one.doubleValue()));
    }
    return one.equals(other);
  }
}
