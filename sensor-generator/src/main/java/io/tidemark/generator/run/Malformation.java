package io.tidemark.generator.run;

import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.StreamDefinition;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The ways in which a record can be malformed. */
public enum Malformation {
  /** Plain text. */
  NOT_JSON,
  /** A record without its end. */
  TRUNCATED,
  /** Text in place of a number. */
  WRONG_TYPE,
  /** One field is left out. */
  MISSING_FIELD,
  /** A byte that is invalid in UTF-8. */
  NOT_UTF8,
  /** A number that exceeds 64 bits. */
  OUT_OF_RANGE,
  /** A decimal with one place more than its field has. */
  TOO_MANY_DECIMALS,
  /** A frame of Avro with another first byte. */
  WRONG_FRAME,
  /** A frame with the id of no schema. */
  UNKNOWN_SCHEMA,
  /** A frame with bytes behind its record. */
  LEFT_OVER_BYTES,
  /** A Kafka record without a value. */
  NULL_VALUE;

  /** What is malformed whatever the definition reads. */
  private static final Set<Malformation> IN_EVERY_STREAM =
      EnumSet.of(NOT_JSON, TRUNCATED, NOT_UTF8);

  private static final Set<Malformation> IN_AVRO =
      EnumSet.of(TRUNCATED, WRONG_FRAME, UNKNOWN_SCHEMA, LEFT_OVER_BYTES, NULL_VALUE);

  /** In JSON, the records without a value are those of others. */
  private static final Set<Malformation> IN_JSON = EnumSet.range(NOT_JSON, TOO_MANY_DECIMALS);

  /**
   * The malformations that are possible in a stream. The values of a definition that is not plain
   * may be written in many ways, so theirs stay as they are.
   */
  public static List<Malformation> possibleIn(StreamDefinition.Raw raw) {
    boolean decimals = raw.fields().stream().anyMatch(field -> field.type() == FieldType.DECIMAL);
    boolean numbers =
        decimals
            || raw.time().format().isNumber()
            || raw.fields().stream().anyMatch(field -> field.type() == FieldType.INT);
    return Arrays.stream(values())
        .filter((raw.isAvro() ? IN_AVRO : IN_JSON)::contains)
        .filter(way -> raw.isAvro() || raw.isPlain() || IN_EVERY_STREAM.contains(way))
        .filter(way -> way != TOO_MANY_DECIMALS || decimals)
        .filter(way -> way != WRONG_TYPE && way != OUT_OF_RANGE || numbers)
        .toList();
  }

  /** The name in the ledger, such as {@code wrong_type}. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
