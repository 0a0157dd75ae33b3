package io.tidemark.generator.run;

import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.StreamDefinition;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The ways in which a record is made unreadable. */
public enum Malformation {
  /** Plain text. */
  NOT_JSON,
  /** The record's beginning, without its end. */
  TRUNCATED,
  /** A text where a number belongs. */
  WRONG_TYPE,
  /** One field is left out. */
  MISSING_FIELD,
  /** A byte that UTF-8 does not have. */
  NOT_UTF8,
  /** A number that 64 bits do not hold. */
  OUT_OF_RANGE,
  /** A decimal with one place more than its field has. */
  TOO_MANY_DECIMALS;

  /** The ways that a record of this stream allows. */
  public static List<Malformation> possibleIn(StreamDefinition.Raw raw) {
    boolean decimals = raw.fields().stream().anyMatch(field -> field.type() == FieldType.DECIMAL);
    boolean numbers =
        decimals
            || raw.time().format().isNumber()
            || raw.fields().stream().anyMatch(field -> field.type() == FieldType.INT);
    return Arrays.stream(values())
        .filter(way -> way != TOO_MANY_DECIMALS || decimals)
        .filter(way -> way != WRONG_TYPE && way != OUT_OF_RANGE || numbers)
        .toList();
  }

  /** As it stands in the ledger, {@code wrong_type}. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
