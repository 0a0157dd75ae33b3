package io.tidemark.model.definition;

/** The type of a field in a raw reading. */
public enum FieldType {
  /**
   * The event time, in the years 1 to 9999: a JSON integer or text, in one of the formats of {@link
   * TimeFormat}; decoded to epoch milliseconds, UTC.
   */
  TIMESTAMP,
  /** A whole number of 64 bits; a JSON integer. */
  INT,
  /** A fixed-point number, 64 bits of the last decimal place; a JSON number. */
  DECIMAL,
  /** A JSON string. */
  STRING,
  /** True or false; decoded to the numbers 1 and 0. */
  BOOLEAN;

  /** Whether values can be added up. */
  public boolean isNumber() {
    return this == INT || this == DECIMAL;
  }
}
