package io.tidemark.bench.growth;

import io.tidemark.cli.UsageError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One size of the streaming job's input.
 *
 * @param entities the number of entities
 * @param partitions the number of partitions of the raw topic
 * @param fields the number of fields of a record, time and entity included
 */
record GrowthCase(int entities, int partitions, int fields) {
  private static final int FEWEST_FIELDS = 4;

  private static final String DEFINITION =
      """
      stream: %1$s
      raw:
        topic: %1$s-raw
        key: entity
        time: time
        fields:
          time: {type: timestamp}
          entity: {type: int}
      %2$saggregated:
        topic: %1$s-aggregated
        window: 1 minute
        watermark: 3 minutes
        by: [entity]
        measures:
          readings: count
          avg_value1: avg(value1)
          min_value1: min(value1)
          max_value1: max(value1)
          last_value2: last(value2)
      """;

  /**
   * @throws UsageError when a number is too small
   */
  GrowthCase {
    if (entities < 1 || partitions < 1 || fields < FEWEST_FIELDS) {
      throw new UsageError(
          "expected 1 entity, 1 partition and 4 fields at least, found "
              + entities
              + ", "
              + partitions
              + " and "
              + fields);
    }
  }

  /** The stream's name, unique for this size. */
  String name() {
    return "growth-" + entities + "-" + partitions + "-" + fields;
  }

  /**
   * The definition, with the measures of {@code benchmarks/fleet.yaml} for any number of fields.
   */
  String definition() {
    StringBuilder values = new StringBuilder();
    for (int i = 1; i <= fields - 2; i++) {
      values.append(
          "    value%d: {type: decimal, scale: 2, simulate: {normal: {mean: 35, deviation: 5}}}%n"
              .formatted(i));
    }
    return DEFINITION.formatted(name(), values);
  }

  /** Writes the definition to a folder. */
  Path write(Path folder) throws IOException {
    Path file = Files.createDirectories(folder).resolve(name() + ".yaml");
    return Files.writeString(file, definition());
  }

  @Override
  public String toString() {
    return "%,d entities, %d partitions, %d fields".formatted(entities, partitions, fields);
  }
}
