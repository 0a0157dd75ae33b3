package io.tidemark.testing;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.DefinitionReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Definitions for tests, from text. */
public final class Definitions {
  public static final String SAMPLE =
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

  /** With all that the grammar has. */
  public static final String EVERYTHING =
      """
      stream: trips
      raw:
        topic: trips-raw
        key: vehicle
        time: at
        simulate: {entities: 50, interval: 2s, duration: 1h}
        fields:
          at: {type: timestamp, format: seconds, quoted: true}
          vehicle: {type: string}
          speed: {type: decimal, scale: 1, unit: km/h, simulate: {normal: {mean: 50, deviation: 9}}}
          stops: {type: int, quoted: true, simulate: {uniform: {min: 0, max: 9}}}
          state: {type: string, simulate: {choice: [on, off]}}
      derived:
        pace: {type: decimal, scale: 3, unit: m/s, is: speed / 3.6}
        band: {type: int, is: floor(pace / 10)}
      aggregated:
        windows:
          - {topic: trips-minutes, window: 1 minute}
          - {topic: trips-hours, window: 1 hour, slide: 10 minutes}
          - {topic: trips-quarters, window: 45 seconds, slide: 15s}
        watermark: 3 minutes
        deduplicate: true
        where: speed >= 0 and state in ('on', 'it''s')
        by: [vehicle, band]
        measures:
          readings: count
          avg_pace: avg(pace)
          spread: stddev(speed)
          different_stops: distinct(stops)
          paces: quantiles(pace)
          fastest: max(speed)
      """;

  private Definitions() {}

  public static StreamDefinition everything() {
    return read(EVERYTHING);
  }

  public static StreamDefinition sample() {
    return read(SAMPLE);
  }

  public static StreamDefinition read(String yaml) {
    try {
      Path folder = Files.createTempDirectory("streams");
      Path file = folder.resolve("sample.yaml");
      try {
        Files.writeString(file, yaml);
        return DefinitionReader.read(file);
      } finally {
        Files.deleteIfExists(file);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
