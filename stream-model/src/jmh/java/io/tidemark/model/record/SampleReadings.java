package io.tidemark.model.record;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.yaml.DefinitionReader;
import io.tidemark.testing.KnownSchemas;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** Readings of a definition for measurements; the same each time. */
final class SampleReadings {
  /** So many that no branch can be learnt by heart, and so few that they stay in the cache. */
  static final int COUNT = 1_024;

  private static final long FIRST = 1_790_000_000_000L;

  private final StreamDefinition stream;
  private final StreamDefinition.Raw raw;
  private final Reading[] readings = new Reading[COUNT];

  SampleReadings(String definition) {
    stream = DefinitionReader.read(Path.of(definition));
    raw = stream.raw();
    SplittableRandom random = new SplittableRandom(1);
    for (int n = 0; n < COUNT; n++) {
      Reading reading = raw.newReading();
      for (Field field : raw.fields()) {
        int place = raw.indexOf(field);
        switch (field.type()) {
          case TIMESTAMP -> reading.number(place, FIRST + 5L * n);
          case INT -> reading.number(place, n % 200);
          case DECIMAL -> reading.number(place, random.nextLong(-1_000, 5_000));
          case STRING -> reading.text(place, "state-" + n % 7);
          case BOOLEAN -> reading.number(place, n % 2);
        }
      }
      readings[n] = reading;
    }
  }

  StreamDefinition.Raw raw() {
    return raw;
  }

  Reading[] readings() {
    return readings;
  }

  /** The same stream in Avro. */
  StreamDefinition avro() {
    return KnownSchemas.avro(stream);
  }

  byte[][] records() {
    return records(raw);
  }

  /** The frames of {@link #avro}. */
  byte[][] frames() {
    return records(avro().raw());
  }

  private byte[][] records(StreamDefinition.Raw raw) {
    RawEncoder encoder = new RawEncoder(raw);
    byte[][] records = new byte[COUNT][];
    for (int n = 0; n < COUNT; n++) {
      records[n] = encoder.encode(readings[n]);
    }
    return records;
  }
}
