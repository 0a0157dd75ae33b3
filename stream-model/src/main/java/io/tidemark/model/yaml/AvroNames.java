package io.tidemark.model.yaml;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.Location;
import java.util.List;
import java.util.regex.Pattern;

/** The places of values in an Avro record: fields of records, each with a name that Avro allows. */
final class AvroNames {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private AvroNames() {}

  /** Requires that each field has one place that an Avro record can have. */
  static void check(YamlNode list, List<Field> fields) {
    for (Field field : fields) {
      YamlNode node = list.get(field.name());
      List<Location> locations = field.raw().locations();
      YamlNode where = node.has("from") ? node.get("from") : node;
      if (locations.size() > 1) {
        throw where.expected("one place with encoding: avro", "a day and a time");
      }
      for (Location location : locations) {
        for (Location.Step step : location.steps()) {
          if (step.isElement() || !NAME.matcher(step.name()).matches()) {
            throw where.expected(
                "names of letters, digits and '_' with encoding: avro",
                "'" + location.path() + "'");
          }
        }
      }
    }
  }
}
