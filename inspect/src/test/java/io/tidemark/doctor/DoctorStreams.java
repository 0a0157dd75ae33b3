package io.tidemark.doctor;

import io.tidemark.model.definition.AggregateFunction;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.Measure;
import io.tidemark.model.definition.StreamDefinition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A small stream for the tests: windows of one minute, watermark delay of three minutes. */
final class DoctorStreams {
  private static final Field TIME = new Field("time", FieldType.TIMESTAMP, 0, null, null);
  private static final Field ENTITY = new Field("entity", FieldType.INT, 0, null, null);

  private DoctorStreams() {}

  static StreamDefinition minutes() {
    return windows(Duration.ofMinutes(1));
  }

  static StreamDefinition windows(Duration length) {
    return new StreamDefinition(
        "sensors",
        new StreamDefinition.Raw("sensors-raw", ENTITY, TIME, List.of(TIME, ENTITY)),
        new StreamDefinition.Aggregated(
            "sensors-aggregated",
            length,
            Duration.ofMinutes(3),
            false,
            List.of(ENTITY),
            List.of(new Measure("readings", AggregateFunction.COUNT, null))));
  }

  static long at(String time) {
    return Instant.parse(time).toEpochMilli();
  }
}
