package io.tidemark.model.avro;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.model.definition.RowColumn;
import io.tidemark.model.encoding.SchemaSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Decodes rows of an aggregated topic in Confluent's frame. A plan is made once for each schema.
 * Not thread-safe.
 */
public final class AvroRowDecoder {
  /**
   * How the rows of a schema are read.
   *
   * @param plan null when they cannot be read
   * @param problem why not
   */
  private record Known(RowPlan plan, String problem) {}

  private final List<RowColumn> columns;
  private final SchemaSource schemas;
  private final AvroInput in = new AvroInput();
  private final Map<Integer, Known> plans = new HashMap<>();

  public AvroRowDecoder(List<RowColumn> columns, SchemaSource schemas) {
    this.columns = columns;
    this.schemas = schemas;
  }

  /**
   * Decodes one row, which must not be empty, into the members that a row in JSON has.
   *
   * @return null when the row was read, otherwise the problem; {@code into} is then undefined
   * @throws RuntimeException when the source of schemas does not answer
   */
  public String decode(byte[] frame, ObjectNode into) {
    String other = AvroFrame.problem(frame);
    if (other != null) {
      return other;
    }
    Known known = plan(AvroFrame.id(frame));
    if (known == null) {
      return AvroDecoder.UNKNOWN;
    }
    if (known.plan == null) {
      return known.problem;
    }
    in.set(frame, AvroFrame.HEADER);
    try {
      known.plan.read(in, into);
    } catch (MalformedFrame e) {
      return e.getMessage();
    }
    return in.left() == 0 ? null : AvroDecoder.TOO_LONG;
  }

  /** The plan of an id; null when there is no such schema. */
  private Known plan(int id) {
    Known known = plans.get(id);
    if (known != null) {
      return known;
    }
    String schema = id < 0 ? null : schemas.schema(id);
    if (schema == null) {
      return null;
    }
    Known made;
    try {
      made = new Known(compile(schema, columns), null);
    } catch (UnreadableSchema e) {
      made = new Known(null, "schema " + id + e.getMessage());
    }
    plans.put(id, made);
    return made;
  }

  /** Why rows cannot be made of the records of a schema, which is named; null if they can. */
  public static String problem(String schema, List<RowColumn> columns) {
    try {
      compile(schema, columns);
      return null;
    } catch (UnreadableSchema e) {
      return "schema" + e.getMessage();
    }
  }

  private static RowPlan compile(String schema, List<RowColumn> columns) {
    String name = "";
    try {
      AvroType writer = AvroSchemaParser.parse(schema);
      name = " " + writer.name;
      return RowPlan.of(writer, columns);
    } catch (UnreadableSchema e) {
      throw new UnreadableSchema(name + ": " + e.getMessage());
    }
  }
}
