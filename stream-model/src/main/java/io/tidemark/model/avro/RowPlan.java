package io.tidemark.model.avro;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tidemark.model.avro.AvroType.Kind;
import io.tidemark.model.definition.RowColumn;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How the rows of one writer's schema are read. */
final class RowPlan {
  /** As rows in JSON have it. */
  private static final DateTimeFormatter ISO =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  /** The last time that fits 64 bits in microseconds, in milliseconds. */
  private static final long LATEST = Long.MAX_VALUE / 1_000;

  /** In bytes; a number of 38 digits has 16. */
  private static final int LONGEST_DECIMAL = 64;

  /** Reads one value. */
  @FunctionalInterface
  private interface Value {
    /**
     * @throws MalformedFrame when it cannot be read
     */
    JsonNode read(AvroInput in);
  }

  /**
   * A field of the writer's record.
   *
   * @param column the column's name, or null for a field that is passed over
   */
  private record Step(String column, AvroType type, Value value) {}

  private final List<Step> steps;

  /** The columns that the writer lacks. */
  private final List<String> absent;

  private RowPlan(List<Step> steps, List<String> absent) {
    this.steps = steps;
    this.absent = absent;
  }

  /**
   * The plan for a schema.
   *
   * @throws UnreadableSchema when rows cannot be made of its records
   */
  static RowPlan of(AvroType writer, List<RowColumn> columns) {
    if (writer.kind != Kind.RECORD) {
      throw new UnreadableSchema("expected a record, found " + writer);
    }
    List<Step> steps = new ArrayList<>();
    Set<String> found = new HashSet<>();
    for (AvroType.Member member : writer.members) {
      found.add(member.name());
      steps.add(
          columns.stream()
              .filter(column -> column.name().equals(member.name()))
              .findFirst()
              .map(column -> new Step(column.name(), null, value(member.type(), column)))
              .orElseGet(() -> new Step(null, member.type(), null)));
    }
    List<String> absent = new ArrayList<>();
    for (RowColumn column : columns) {
      if (!found.contains(column.name())) {
        if (!column.optional()) {
          throw new UnreadableSchema(
              "expected the field '" + column.name() + "', which is not there");
        }
        absent.add(column.name());
      }
    }
    return new RowPlan(steps, absent);
  }

  /**
   * @throws MalformedFrame when the record cannot be read
   */
  void read(AvroInput in, ObjectNode into) {
    for (Step step : steps) {
      if (step.column == null) {
        SkippedValues.skip(in, step.type);
      } else {
        into.set(step.column, step.value.read(in));
      }
    }
    absent.forEach(into::putNull);
  }

  private static Value value(AvroType writer, RowColumn column) {
    if (writer.kind == Kind.UNION) {
      return union(writer, column);
    }
    Value value = of(writer, column);
    if (value == null) {
      throw new UnreadableSchema(
          "expected '" + column.name() + "' as " + expected(column) + ", found " + writer);
    }
    return value;
  }

  private static Value union(AvroType writer, RowColumn column) {
    Value[] branches = new Value[writer.branches.size()];
    for (int i = 0; i < branches.length; i++) {
      AvroType branch = writer.branches.get(i);
      branches[i] = branch.kind == Kind.NULL ? in -> none(column) : value(branch, column);
    }
    return in -> branches[in.readIndex(branches.length, "branches of a union")].read(in);
  }

  private static JsonNode none(RowColumn column) {
    if (!column.optional()) {
      throw new MalformedFrame(column.name() + ": expected " + expected(column) + ", found null");
    }
    return NullNode.instance;
  }

  /** Null for a type that the column does not take. */
  private static Value of(AvroType writer, RowColumn column) {
    boolean fixed = writer.isDecimal();
    return switch (column.type()) {
      case INSTANT -> "timestamp-millis".equals(writer.logical) ? in -> instant(in, column) : null;
      case INT ->
          isWhole(writer)
              ? in -> LongNode.valueOf(in.readLong())
              : fixed && writer.scale == 0
                  ? in -> whole(decimal(in, writer, column).unscaledValue())
                  : null;
      case DECIMAL ->
          isWhole(writer)
              ? in -> DecimalNode.valueOf(BigDecimal.valueOf(in.readLong()))
              : fixed ? in -> DecimalNode.valueOf(decimal(in, writer, column)) : null;
      case STRING -> writer.kind == Kind.STRING ? in -> text(in, column) : null;
      case BOOLEAN ->
          writer.kind == Kind.BOOLEAN ? in -> BooleanNode.valueOf(in.readBoolean()) : null;
      case HLL, KLL -> writer.kind == Kind.BYTES && !fixed ? RowPlan::sketch : null;
    };
  }

  private static boolean isWhole(AvroType writer) {
    return writer.logical == null && (writer.kind == Kind.INT || writer.kind == Kind.LONG);
  }

  private static String expected(RowColumn column) {
    return switch (column.type()) {
      case INSTANT -> "a time in timestamp-millis";
      case INT -> "a whole number";
      case DECIMAL -> "a decimal";
      case STRING -> "a text";
      case BOOLEAN -> "true or false";
      case HLL, KLL -> "the bytes of a sketch";
    };
  }

  private static JsonNode instant(AvroInput in, RowColumn column) {
    long millis = in.readLong();
    if (millis < -LATEST || millis > LATEST) {
      throw new MalformedFrame(column.name() + ": out of range");
    }
    return TextNode.valueOf(ISO.format(Instant.ofEpochMilli(millis)));
  }

  private static JsonNode whole(BigInteger number) {
    return number.bitLength() < Long.SIZE
        ? LongNode.valueOf(number.longValue())
        : JsonNodeFactory.instance.numberNode(number);
  }

  private static BigDecimal decimal(AvroInput in, AvroType writer, RowColumn column) {
    int length = writer.kind == Kind.FIXED ? writer.size : in.readLength();
    int from = in.readFixed(length);
    if (length == 0 || length > LONGEST_DECIMAL) {
      throw new MalformedFrame(
          column.name()
              + ": expected a decimal of 1 to "
              + LONGEST_DECIMAL
              + " bytes, found "
              + length);
    }
    return new BigDecimal(new BigInteger(in.bytes(), from, length), writer.scale);
  }

  private static JsonNode text(AvroInput in, RowColumn column) {
    int length = in.readLength();
    int from = in.readFixed(length);
    in.requireUtf8(from, from + length, column.name());
    return TextNode.valueOf(new String(in.bytes(), from, length, StandardCharsets.UTF_8));
  }

  private static JsonNode sketch(AvroInput in) {
    int length = in.readLength();
    int from = in.readFixed(length);
    return TextNode.valueOf(
        Base64.getEncoder().encodeToString(Arrays.copyOfRange(in.bytes(), from, from + length)));
  }
}
