package io.tidemark.generator;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.DefinitionReader;
import io.tidemark.testing.Definitions;
import java.nio.file.Path;

/** Definitions for tests. */
public final class GeneratorStreams {
  /**
   * The fleet of the benchmarks: decimals, an int key, windows of 1 minute, watermark 3 minutes.
   */
  public static final StreamDefinition FLEET =
      DefinitionReader.read(Path.of("../benchmarks/fleet.yaml"));

  /** Every type of field. */
  public static final StreamDefinition MIXED =
      read(
          """
          time: {type: timestamp}
          sensor: {type: string}
          level: {type: int, simulate: {uniform: {min: -5, max: 5}}}
          volt: {type: decimal, scale: 0, simulate: {normal: {mean: 0, deviation: 2}}}
          amp: {type: decimal, scale: 9, simulate: {normal: {mean: 0, deviation: 2}}}
          state: {type: string, simulate: {choice: ["ön", "o\\"ff", "a,b"]}}
          """,
          "sensor",
          "3 minutes",
          false);

  /** The event time is the only number; there are so few values that readings are often equal. */
  public static final StreamDefinition TEXTS =
      read(
          """
          time: {type: timestamp}
          sensor: {type: string}
          state: {type: string, simulate: {choice: [on, off]}}
          """,
          "sensor",
          "3 minutes",
          false);

  /** Years of two digits. */
  public static final StreamDefinition TWO_DIGITS =
      read(
          """
          time: {type: timestamp, format: "dd/MM/yy HH:mm", zone: UTC}
          sensor: {type: string}
          """,
          "sensor",
          "3 minutes",
          false);

  /** A stream in which equal readings count once. */
  public static final StreamDefinition ONCE =
      read(
          """
          time: {type: timestamp}
          entity: {type: int}
          state: {type: string, simulate: {choice: [on, off]}}
          level: {type: int, simulate: {uniform: {min: 1, max: 2}}}
          """,
          "entity",
          "3 minutes",
          true);

  /** A derived field that cannot always be computed, and readings that no window counts. */
  public static final StreamDefinition CHOOSY = choosy("seconds", false);

  /** The same, and equal readings count once. */
  public static final StreamDefinition CHOOSY_ONCE = choosy("milliseconds", true);

  /** A stream with a watermark of 0. */
  public static final StreamDefinition IMPATIENT =
      read(
          """
          time: {type: timestamp}
          entity: {type: int}
          """,
          "entity",
          "0",
          false);

  private GeneratorStreams() {}

  private static StreamDefinition choosy(String format, boolean deduplicate) {
    return read(
        """
        time: {type: timestamp, format: %s}
        entity: {type: int}
        level: {type: int, simulate: {uniform: {min: -5, max: 5}}}
        """
            .formatted(format),
        "entity",
        "3 minutes",
        deduplicate,
        """
        derived:
          share: {type: decimal, scale: 2, is: 1 / level}
        """,
        "where: level > -3");
  }

  private static StreamDefinition read(
      String fields, String key, String watermark, boolean deduplicate) {
    return read(fields, key, watermark, deduplicate, "", "");
  }

  private static StreamDefinition read(
      String fields,
      String key,
      String watermark,
      boolean deduplicate,
      String derived,
      String where) {
    String yaml =
        """
        stream: sample
        raw:
          topic: sample-raw
          key: %s
          time: time
          fields:
        %s%saggregated:
          topic: sample-aggregated
          window: 1 minute
          watermark: %s
          deduplicate: %s
          %s
          measures:
            readings: count
        """
            .formatted(key, fields.indent(4), derived, watermark, deduplicate, where);
    return Definitions.read(yaml);
  }
}
