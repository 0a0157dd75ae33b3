package io.tidemark.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Definitions for tests, from text. */
final class Definitions {
  static final String SAMPLE =
      """
      stream: sample
      raw:
        topic: sample-raw
        key: entity
        time: time
        fields:
          time: {type: timestamp}
          entity: {type: int}
          temp: {type: decimal, scale: 2, unit: °C, simulate: {walk: {mean: 20, deviation: 1}}}
          state: {type: string, simulate: {choice: [on, off]}}
      aggregated:
        topic: sample-aggregated
        window: 1 minute
        watermark: 3 minutes
        by: [entity]
        measures:
          readings: count
          avg_temp: avg(temp)
          last_state: last(state)
      """;

  private Definitions() {}

  static StreamDefinition sample() {
    return read(SAMPLE);
  }

  static StreamDefinition read(String yaml) {
    try {
      Path folder = Files.createTempDirectory("streams");
      Path file = folder.resolve("sample.yaml");
      try {
        Files.writeString(file, yaml);
        return StreamDefinition.read(file);
      } finally {
        Files.deleteIfExists(file);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
