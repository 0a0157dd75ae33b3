package io.tidemark.model.definition;

import java.io.Serializable;

/**
 * A column of the aggregated record.
 *
 * @param scale decimal places of a {@link Type#DECIMAL}, otherwise 0
 */
public record AggregatedColumn(String name, Type type, int scale) implements Serializable {

  /** The types of aggregated columns. */
  public enum Type {
    /** A point in time, written as ISO 8601 in UTC. */
    INSTANT,
    /** A whole number. */
    INT,
    /** A fixed-point number. */
    DECIMAL,
    /** A text. */
    STRING,
    /** True or false. */
    BOOLEAN,
    /** A HyperLogLog sketch, as the base64 of its bytes; see {@link Sketches}. */
    HLL,
    /** A KLL sketch of doubles, as the base64 of its bytes; see {@link Sketches}. */
    KLL;

    /** Whether its values are merged, not compared: equal ones may have other bytes. */
    public boolean isSketch() {
      return this == HLL || this == KLL;
    }
  }

  static AggregatedColumn of(String name, Field field) {
    return switch (field.type()) {
      case TIMESTAMP -> new AggregatedColumn(name, Type.INSTANT, 0);
      case INT -> new AggregatedColumn(name, Type.INT, 0);
      case DECIMAL -> new AggregatedColumn(name, Type.DECIMAL, field.scale());
      case STRING -> new AggregatedColumn(name, Type.STRING, 0);
      case BOOLEAN -> new AggregatedColumn(name, Type.BOOLEAN, 0);
    };
  }
}
