package io.tidemark.model.avro;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.encoding.SchemaSource;
import io.tidemark.model.expression.Reading;
import java.util.HashMap;
import java.util.Map;

/**
 * Decodes raw records in Confluent's frame: a zero byte, the id of the writer's schema in four
 * bytes, big endian, and the record. A plan is made once for each schema; it goes over the bytes
 * and sets the fields of a reading, without objects between them. Not thread-safe.
 */
public final class AvroDecoder {
  /** The problem of a frame whose schema does not exist. */
  static final String UNKNOWN = "the registry has no schema of the frame's id";

  /** The problem of a frame that has more than its record. */
  static final String TOO_LONG = "found bytes behind the record";

  /**
   * How the records of a schema are read.
   *
   * @param step null when they cannot be read
   * @param problem why not
   */
  private record Plan(int id, DecodingStep step, String problem) {}

  private final StreamDefinition.Raw raw;
  private final FieldTarget[] targets;
  private final SchemaSource schemas;
  private final AvroInput in = new AvroInput();
  private final Map<Integer, Plan> plans = new HashMap<>();
  private Plan last = new Plan(-1, null, "");

  public AvroDecoder(StreamDefinition.Raw raw, SchemaSource schemas) {
    this.raw = raw;
    this.schemas = schemas;
    targets = FieldTarget.of(raw);
  }

  /**
   * Decodes one record, which must not be empty, into {@code into}, which then refers to its bytes.
   *
   * @return null when the record was read, otherwise the problem; {@code into} is then undefined
   * @throws RuntimeException when the source of schemas does not answer
   */
  public String decode(byte[] frame, Reading into) {
    String other = AvroFrame.problem(frame);
    if (other != null) {
      return other;
    }
    int id = AvroFrame.id(frame);
    Plan plan = last.id == id && id >= 0 ? last : plan(id);
    if (plan == null) {
      return UNKNOWN;
    }
    last = plan;
    if (plan.step == null) {
      return plan.problem;
    }
    in.set(frame, AvroFrame.HEADER);
    try {
      plan.step.read(in, into);
    } catch (MalformedFrame e) {
      return e.getMessage();
    }
    return in.left() == 0 ? null : TOO_LONG;
  }

  /** The plan of an id; null when there is no such schema. */
  private Plan plan(int id) {
    if (id < 0) {
      return null;
    }
    Plan known = plans.get(id);
    if (known != null) {
      return known;
    }
    String schema = schemas.schema(id);
    if (schema == null) {
      return null;
    }
    Plan made = plan(id, schema);
    plans.put(id, made);
    return made;
  }

  private Plan plan(int id, String schema) {
    try {
      return new Plan(id, compile(schema, raw, targets), null);
    } catch (UnreadableSchema e) {
      return new Plan(id, null, "schema " + id + e.getMessage());
    }
  }

  /** Why readings cannot be made of the records of a schema, which is named; null if they can. */
  public static String problem(String schema, StreamDefinition.Raw raw) {
    try {
      compile(schema, raw, FieldTarget.of(raw));
      return null;
    } catch (UnreadableSchema e) {
      return "schema" + e.getMessage();
    }
  }

  private static DecodingStep compile(
      String schema, StreamDefinition.Raw raw, FieldTarget[] targets) {
    String name = "";
    try {
      AvroType writer = AvroSchemaParser.parse(schema);
      name = " " + writer.name;
      return DecodingPlan.of(writer, raw, targets);
    } catch (UnreadableSchema e) {
      throw new UnreadableSchema(name + ": " + e.getMessage());
    }
  }
}
