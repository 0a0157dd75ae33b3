package io.tidemark.druid;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;

/**
 * A datasource that has segments, of which none is used, and no row in a task: it was disabled, or
 * a rule has dropped all of its segments. A stream that begins anew has one too, until its first
 * row comes. By Druid's <a
 * href="https://druid.apache.org/docs/latest/api-reference/legacy-metadata-api">metadata API</a>.
 */
public final class UnusedDatasource {
  private static final String DATASOURCES = "/druid/coordinator/v1/metadata/datasources";
  private static final int OK = 200;

  private UnusedDatasource() {}

  /**
   * Whether a datasource is one. It is none if Druid does not say so, as to a login without the
   * right.
   *
   * @throws io.tidemark.retry.RetryableException when Druid does not answer
   */
  public static boolean is(DruidReader druid, String datasource) {
    return names(druid, DATASOURCES + "?includeUnused").contains(datasource)
        && !names(druid, DATASOURCES).contains(datasource)
        && druid.rows("SELECT 1 FROM \"" + datasource + "\" LIMIT 1").isEmpty();
  }

  /** How its rows come back. */
  public static String remedy(DruidReader druid, String datasource) {
    return "if it was disabled, or a rule has dropped them, 'curl -X POST "
        + druid.address()
        + "/druid/coordinator/v1/datasources/"
        + datasource
        + "' uses them again";
  }

  private static Set<String> names(DruidReader druid, String path) {
    Set<String> names = new HashSet<>();
    DruidAnswer answer = druid.get(path);
    if (answer.status() == OK) {
      for (JsonNode name : answer.json()) {
        names.add(name.asText());
      }
    }
    return names;
  }
}
