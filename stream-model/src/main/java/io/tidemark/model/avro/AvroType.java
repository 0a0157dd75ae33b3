package io.tidemark.model.avro;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A type of a writer's schema. Records may contain themselves. */
final class AvroType {
  /** The types of Avro. */
  enum Kind {
    NULL,
    BOOLEAN,
    INT,
    LONG,
    FLOAT,
    DOUBLE,
    BYTES,
    STRING,
    FIXED,
    ENUM,
    ARRAY,
    MAP,
    UNION,
    RECORD;

    /** The name in a schema. */
    String keyword() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Whether its schema is its name alone. */
    boolean isPrimitive() {
      return compareTo(STRING) <= 0;
    }
  }

  /** A field of a record. */
  record Member(String name, AvroType type) {}

  final Kind kind;

  /** The full name of a record, an enum or a fixed; the keyword of every other type. */
  final String name;

  /** The logical type; null without one, or when it does not fit the type. */
  String logical;

  /** Decimal places of the logical type {@code decimal}. */
  int scale;

  /** In bytes, of a fixed. */
  int size;

  List<String> symbols = List.of();
  List<Member> members = List.of();
  List<AvroType> branches = List.of();

  /** The type of an array's elements or a map's values. */
  AvroType items;

  private Boolean empty;

  AvroType(Kind kind, String name) {
    this.kind = kind;
    this.name = name;
  }

  /**
   * Whether values take no bytes, so that a short record can have any number of them. It is known
   * when the schema is complete.
   */
  boolean isEmpty() {
    if (empty == null) {
      empty = isEmpty(new HashSet<>());
    }
    return empty;
  }

  private boolean isEmpty(Set<AvroType> around) {
    return switch (kind) {
      case NULL -> true;
      case FIXED -> size == 0;
      // one that contains itself has no value at all
      case RECORD ->
          !around.add(this) || members.stream().allMatch(member -> member.type().isEmpty(around));
      default -> false;
    };
  }

  boolean isDecimal() {
    return "decimal".equals(logical);
  }

  /** For messages: {@code long (timestamp-millis)}. */
  @Override
  public String toString() {
    return logical == null ? name : name + " (" + logical + ")";
  }
}
