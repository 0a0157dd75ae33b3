package io.tidemark.spark;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.testing.Definitions;
import java.time.LocalTime;

/** Definitions and records in as few words as the tests need. */
public final class Samples {
  /** 2026-09-21T00:00:00Z. */
  public static final long DAY = 1789948800000L;

  private Samples() {}

  /** One field in hundredths, every function over it. */
  public static StreamDefinition definition(String window, String watermark, String by) {
    return Definitions.read(
        """
        stream: sample
        raw:
          topic: sample-raw
          key: entity
          time: time
          fields:
            time: {type: timestamp}
            entity: {type: int}
            temp: {type: decimal, scale: 2, simulate: {normal: {mean: 20, deviation: 1}}}
        aggregated:
          topic: sample-aggregated
          window: %s
          watermark: %s
          by: %s
          measures:
            readings: count
            sum_temp: sum(temp)
            avg_temp: avg(temp)
            min_temp: min(temp)
            max_temp: max(temp)
            first_temp: first(temp)
            last_temp: last(temp)
        """
            .formatted(window, watermark, by));
  }

  public static StreamDefinition deduplicated(StreamDefinition definition) {
    StreamDefinition.Aggregated all = definition.aggregated();
    return new StreamDefinition(
        definition.name(),
        definition.raw(),
        new StreamDefinition.Aggregated(
            all.topic(),
            all.window(),
            all.slide(),
            all.watermark(),
            true,
            all.where(),
            all.by(),
            all.measures()));
  }

  /** Epoch milliseconds of a time on the day, {@code 12:00:30}. */
  public static long at(String time) {
    return DAY + LocalTime.parse(time).toNanoOfDay() / 1_000_000;
  }

  public static String reading(int entity, long time, String temp) {
    return "{\"time\":" + time + ",\"entity\":" + entity + ",\"temp\":" + temp + "}";
  }

  public static String reading(int entity, String time, String temp) {
    return reading(entity, at(time), temp);
  }

  public static String heartbeat(String time) {
    return "{\"time\":" + at(time) + ",\"heartbeat\":true}";
  }
}
