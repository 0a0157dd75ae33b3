package io.tidemark.backfill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.backfill.DatasourceReplacement.Target;
import io.tidemark.backfill.Segments.Part;
import io.tidemark.cli.UserError;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The spec of the native batch task that replaces whole days of a datasource. Its input is the new
 * rows, from files, and the rows of the same days that stay unchanged.
 */
final class ReplaceTaskSpec {
  private static final String TIME = "__time";

  private ReplaceTaskSpec() {}

  /**
   * The spec.
   *
   * @param id of the task
   * @param days the interval to replace, whole days
   * @param files the folder of the new rows, as Druid's indexer sees it
   * @param staying the published segments, or parts of them, that stay
   * @param columns of the datasource, with their SQL types
   * @throws UserError when a column has a type that cannot be copied
   */
  static ObjectNode spec(
      String id,
      Target target,
      TimeInterval days,
      Path files,
      List<Part> staying,
      Map<String, String> columns) {
    ObjectNode task = JsonNodeFactory.instance.objectNode();
    task.put("type", "index_parallel").put("id", id);
    ObjectNode spec = task.putObject("spec");
    spec.set("dataSchema", schema(target, days, columns));
    ObjectNode io = spec.putObject("ioConfig").put("type", "index_parallel");
    ObjectNode source = io.putObject("inputSource").put("type", "combining");
    ArrayNode delegates = source.putArray("delegates");
    delegates
        .addObject()
        .put("type", "local")
        .put("baseDir", files.toString())
        .put("filter", WindowRows.FILES);
    if (!staying.isEmpty()) {
      staying(delegates.addObject(), target.datasource(), staying);
    }
    ObjectNode format = io.putObject("inputFormat").put("type", "json");
    // both inputs use Druid's name for the time column
    format
        .putObject("flattenSpec")
        .putArray("fields")
        .addObject()
        .put("type", "root")
        .put("name", TIME)
        .put("expr", target.time());
    io.put("appendToExisting", false);
    io.put("dropExisting", true);
    ObjectNode tuning = spec.putObject("tuningConfig").put("type", "index_parallel");
    tuning.putObject("partitionsSpec").put("type", "dynamic");
    // at least two: with one, the task reads the input itself, which fails for a combined source
    tuning.put("maxNumConcurrentSubTasks", 2);
    tuning.put("maxRowsInMemory", 100_000);
    tuning.put("maxBytesInMemory", 32L << 20);
    // an unreadable row would be a lost row
    tuning.put("maxParseExceptions", 0);
    task.putObject("context").put("useConcurrentLocks", true);
    return task;
  }

  private static JsonNode schema(Target target, TimeInterval days, Map<String, String> columns) {
    ObjectNode schema = target.supervisor().at("/spec/dataSchema").deepCopy();
    // it tells readings from other records, and these rows are readings
    schema.remove("transformSpec");
    schema.putObject("timestampSpec").put("column", TIME).put("format", "auto");
    ((ObjectNode) schema.path("granularitySpec")).putArray("intervals").add(days.toString());
    ArrayNode dimensions = (ArrayNode) schema.at("/dimensionsSpec/dimensions");
    Set<String> known = new HashSet<>(Set.of(TIME));
    dimensions.forEach(dimension -> known.add(dimension.path("name").asText()));
    schema.path("metricsSpec").forEach(metric -> known.add(metric.path("name").asText()));
    // rows of an earlier definition keep their columns
    columns.forEach(
        (name, type) -> {
          if (!known.contains(name)) {
            dimensions.addObject().put("type", dimensionType(name, type)).put("name", name);
          }
        });
    return schema;
  }

  private static String dimensionType(String column, String type) {
    return switch (type) {
      case "BIGINT" -> "long";
      case "DOUBLE" -> "double";
      case "FLOAT" -> "float";
      case "VARCHAR" -> "string";
      default ->
          throw new UserError(
              "the column "
                  + column
                  + " of the datasource is of type "
                  + type
                  + " and not from this stream's definition; its values cannot be taken over, so"
                  + " nothing is replaced");
    };
  }

  private static void staying(ObjectNode druid, String datasource, List<Part> parts) {
    // by segment id, not by time: segments that are published later are not part of this input
    ArrayNode segments =
        druid.put("type", "druid").put("dataSource", datasource).putArray("segments");
    for (Part part : parts) {
      ArrayNode spans = segments.addObject().put("segmentId", part.id()).putArray("intervals");
      part.spans().forEach(span -> spans.add(span.toString()));
    }
  }
}
