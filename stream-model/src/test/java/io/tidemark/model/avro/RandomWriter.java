package io.tidemark.model.avro;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/** Another program that writes readings of {@link AvroRecords#RAW}, with a schema of its own. */
final class RandomWriter {
  private static final String[] SYMBOLS = {"north", "south", "west"};

  private final Random random;
  private int names;
  final Schema schema;

  RandomWriter(Random random) {
    this.random = random;
    Map<String, Supplier<Schema>> fields = new LinkedHashMap<>();
    fields.put(
        "at",
        () ->
            union(
                oneOf(
                    logical("timestamp-millis"),
                    logical("timestamp-micros"),
                    type(Schema.Type.LONG),
                    logical("timestamp-nanos"))));
    fields.put("id", () -> union(oneOf(type(Schema.Type.STRING), symbols())));
    for (String number : List.of("count", "price", "rough")) {
      fields.put(number, () -> union(number()));
    }
    fields.put("ok", () -> union(type(Schema.Type.BOOLEAN)));
    fields.put("note", () -> union(type(Schema.Type.STRING)));
    fields.put("meta", () -> union(meta()));
    fields.put(
        "any", () -> union(oneOf(number(), type(Schema.Type.STRING), type(Schema.Type.BOOLEAN))));
    fields.put("num", () -> union(oneOf(number(), type(Schema.Type.STRING))));
    fields.put(
        "flag",
        () ->
            union(
                oneOf(type(Schema.Type.BOOLEAN), type(Schema.Type.INT), type(Schema.Type.STRING))));
    schema = record(fields, "note", "meta", "flag");
  }

  private Schema meta() {
    Map<String, Supplier<Schema>> inner = new LinkedHashMap<>();
    inner.put("temp", () -> union(number()));
    Map<String, Supplier<Schema>> meta = new LinkedHashMap<>();
    meta.put("level", () -> union(oneOf(type(Schema.Type.LONG), type(Schema.Type.INT))));
    meta.put("inner", () -> union(record(inner, "temp")));
    return record(meta, "level", "inner");
  }

  /** Fields in any order, with others between them, and perhaps without some. */
  private Schema record(Map<String, Supplier<Schema>> fields, String... optional) {
    List<String> order = new ArrayList<>(fields.keySet());
    for (String one : optional) {
      if (random.nextInt(4) == 0) {
        order.remove(one);
      }
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      order.add("other" + i);
    }
    Collections.shuffle(order, random);
    Schema record = Schema.createRecord("R" + names++, null, "other.place", false);
    List<Schema.Field> made = new ArrayList<>();
    for (String name : order) {
      made.add(new Schema.Field(name, fields.getOrDefault(name, () -> anything(record, 3)).get()));
    }
    record.setFields(made);
    return record;
  }

  private Schema anything(Schema around, int depth) {
    Schema.Type[] simple = {
      Schema.Type.NULL,
      Schema.Type.BOOLEAN,
      Schema.Type.INT,
      Schema.Type.LONG,
      Schema.Type.FLOAT,
      Schema.Type.DOUBLE,
      Schema.Type.BYTES,
      Schema.Type.STRING
    };
    if (depth > 0) {
      switch (random.nextInt(9)) {
        case 0:
          return Schema.createArray(element(around, depth - 1));
        case 1:
          return Schema.createMap(anything(around, depth - 1));
        case 2:
          return symbols();
        case 3:
          return Schema.createFixed("F" + names++, null, null, random.nextInt(5));
        case 4:
          // a record that contains itself
          return Schema.createUnion(type(Schema.Type.NULL), around);
        case 5:
          Schema inside = Schema.createRecord("R" + names++, null, null, false);
          inside.setFields(
              List.of(
                  new Schema.Field("x", anything(around, depth - 1)),
                  new Schema.Field("y", anything(around, depth - 1))));
          return inside;
        default:
          break;
      }
    }
    return type(simple[random.nextInt(simple.length)]);
  }

  /** A type whose values take bytes: of others a short frame can have any number. */
  private Schema element(Schema around, int depth) {
    Schema element = anything(around, depth);
    return switch (element.getType()) {
      case NULL, FIXED, RECORD -> Schema.createUnion(element, type(Schema.Type.STRING));
      default -> element;
    };
  }

  private Schema number() {
    Schema decimal =
        LogicalTypes.decimal(15, 2 + random.nextInt(4)).addToSchema(type(Schema.Type.BYTES));
    Schema fixed =
        LogicalTypes.decimal(18, random.nextInt(3))
            .addToSchema(Schema.createFixed("F" + names++, null, null, 8 + random.nextInt(4)));
    return oneOf(
        type(Schema.Type.INT),
        type(Schema.Type.LONG),
        type(Schema.Type.FLOAT),
        type(Schema.Type.DOUBLE),
        decimal,
        fixed);
  }

  private Schema symbols() {
    return Schema.createEnum("E" + names++, null, null, List.of(SYMBOLS));
  }

  private static Schema logical(String name) {
    Schema schema = type(Schema.Type.LONG);
    (switch (name) {
          case "timestamp-millis" -> LogicalTypes.timestampMillis();
          case "timestamp-micros" -> LogicalTypes.timestampMicros();
          default -> LogicalTypes.timestampNanos();
        })
        .addToSchema(schema);
    return schema;
  }

  private static Schema type(Schema.Type type) {
    return Schema.create(type);
  }

  private Schema oneOf(Schema... schemas) {
    return schemas[random.nextInt(schemas.length)];
  }

  private Schema union(Schema schema) {
    return switch (random.nextInt(4)) {
      case 0 -> Schema.createUnion(type(Schema.Type.NULL), schema);
      case 1 -> Schema.createUnion(schema, type(Schema.Type.NULL));
      default -> schema;
    };
  }

  GenericRecord next() {
    return record(schema, 0);
  }

  private GenericRecord record(Schema schema, int depth) {
    GenericRecord record = new GenericData.Record(schema);
    schema
        .getFields()
        .forEach(field -> record.put(field.name(), value(field.name(), field.schema(), depth)));
    return record;
  }

  private Object value(String name, Schema schema, int depth) {
    return switch (schema.getType()) {
      case NULL -> null;
      case BOOLEAN -> random.nextBoolean();
      case INT -> name.equals("flag") ? random.nextInt(2) : random.nextInt() >> random.nextInt(31);
      case LONG -> name.equals("at") ? time(schema) : random.nextLong() >> random.nextInt(63);
      case FLOAT -> random.nextInt(1_000_000) / 100f;
      case DOUBLE -> random.nextInt(3) == 0 ? random.nextGaussian() * 1e6 : random.nextInt() / 10.0;
      case STRING -> text(name);
      case BYTES -> ByteBuffer.wrap(bytes(schema, 1 + random.nextInt(6)));
      case FIXED -> new GenericData.Fixed(schema, bytes(schema, schema.getFixedSize()));
      case ENUM -> new GenericData.EnumSymbol(schema, SYMBOLS[random.nextInt(SYMBOLS.length)]);
      case UNION -> union(name, schema, depth);
      case RECORD -> record(schema, depth + 1);
      case ARRAY -> {
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(value("", schema.getElementType(), depth + 1));
        }
        yield list;
      }
      case MAP -> {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          map.put("k" + i, value("", schema.getValueType(), depth + 1));
        }
        yield map;
      }
    };
  }

  private Object union(String name, Schema schema, int depth) {
    List<Schema> branches = schema.getTypes();
    Schema other = branches.get(branches.get(0).getType() == Schema.Type.NULL ? 1 : 0);
    if (other.getType() == branches.get(0).getType()
        && branches.get(1).getType() != Schema.Type.NULL) {
      return random.nextBoolean() ? text(name) : value(name, other, depth + 1);
    }
    boolean none = depth > 4 || random.nextInt(name.startsWith("other") ? 2 : 6) == 0;
    return none ? null : value(name, other, depth);
  }

  private byte[] bytes(Schema schema, int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    if (schema.getLogicalType() != null && size > 6) {
      // in two's complement the first bytes repeat the sign
      for (int i = 0; i < size - 6; i++) {
        bytes[i] = (byte) (bytes[size - 6] < 0 ? -1 : 0);
      }
    }
    return bytes;
  }

  private long time(Schema schema) {
    long millis = 1_790_000_000_000L + random.nextInt();
    String logical = schema.getLogicalType() == null ? "" : schema.getLogicalType().getName();
    return switch (logical) {
      case "timestamp-micros" -> millis * 1_000 + random.nextInt(1_000);
      case "timestamp-nanos" -> millis * 1_000_000 + random.nextInt(1_000_000);
      default -> millis;
    };
  }

  private String text(String name) {
    return switch (name) {
      case "num" -> BigDecimal.valueOf(random.nextInt(), 2).toPlainString();
      case "flag" -> random.nextBoolean() ? "yes" : "no";
      default ->
          random.nextBoolean() ? "store-" + random.nextInt(99) : "größer " + random.nextInt(9);
    };
  }
}
