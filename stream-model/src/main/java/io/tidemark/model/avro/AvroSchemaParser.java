package io.tidemark.model.avro;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.model.avro.AvroType.Kind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the schema of a writer. */
final class AvroSchemaParser {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_FIXED = 1 << 20;

  private final Map<String, AvroType> named = new HashMap<>();

  private AvroSchemaParser() {}

  /**
   * Reads a schema.
   *
   * @throws UnreadableSchema when it is none
   */
  static AvroType parse(String schema) {
    try {
      return new AvroSchemaParser().type(JSON.readTree(schema), "");
    } catch (JsonProcessingException e) {
      throw new UnreadableSchema("expected a schema of Avro in JSON");
    }
  }

  private AvroType type(JsonNode node, String namespace) {
    if (node == null || node.isNull()) {
      throw new UnreadableSchema("expected a type of Avro, found none");
    }
    if (node.isTextual()) {
      return named(node.textValue(), namespace);
    }
    if (node.isArray()) {
      AvroType union = new AvroType(Kind.UNION, Kind.UNION.keyword());
      List<AvroType> branches = new ArrayList<>();
      node.forEach(branch -> branches.add(type(branch, namespace)));
      if (branches.isEmpty() || branches.stream().anyMatch(one -> one.kind == Kind.UNION)) {
        throw new UnreadableSchema("expected a union of one or more types, none of them a union");
      }
      union.branches = List.copyOf(branches);
      return union;
    }
    return complex(node, text(node, "type"), namespace);
  }

  private AvroType named(String name, String namespace) {
    Kind primitive = kind(name);
    if (primitive != null && primitive.isPrimitive()) {
      return new AvroType(primitive, name);
    }
    AvroType known = named.get(full(name, namespace));
    known = known == null ? named.get(name) : known;
    if (known == null) {
      throw new UnreadableSchema("expected a type of Avro, found '" + name + "'");
    }
    return known;
  }

  private static Kind kind(String keyword) {
    for (Kind kind : Kind.values()) {
      if (kind != Kind.UNION && kind.keyword().equals(keyword)) {
        return kind;
      }
    }
    return "error".equals(keyword) ? Kind.RECORD : null;
  }

  private AvroType complex(JsonNode node, String keyword, String namespace) {
    Kind kind = kind(keyword);
    if (kind == null) {
      return named(keyword, namespace);
    }
    if (kind.isPrimitive()) {
      return logical(new AvroType(kind, keyword), node);
    }
    if (kind == Kind.ARRAY || kind == Kind.MAP) {
      AvroType container = new AvroType(kind, keyword);
      container.items = type(node.get(kind == Kind.ARRAY ? "items" : "values"), namespace);
      return container;
    }
    String inner = node.hasNonNull("namespace") ? node.get("namespace").asText() : namespace;
    String name = full(text(node, "name"), inner);
    AvroType type = new AvroType(kind, name);
    if (named.putIfAbsent(name, type) != null) {
      throw new UnreadableSchema("expected one definition of '" + name + "'");
    }
    switch (kind) {
      case FIXED -> {
        type.size = node.path("size").asInt(-1);
        if (type.size < 0 || type.size > LONGEST_FIXED) {
          throw new UnreadableSchema("expected the size of '" + name + "' in bytes");
        }
        logical(type, node);
      }
      case ENUM -> {
        List<String> symbols = new ArrayList<>();
        node.path("symbols").forEach(symbol -> symbols.add(symbol.asText()));
        type.symbols = List.copyOf(symbols);
      }
      default -> members(type, node.get("fields"));
    }
    return type;
  }

  private void members(AvroType record, JsonNode fields) {
    if (fields == null || !fields.isArray()) {
      throw new UnreadableSchema("expected the fields of '" + record.name + "'");
    }
    int point = record.name.lastIndexOf('.');
    String namespace = point < 0 ? "" : record.name.substring(0, point);
    List<AvroType.Member> members = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (JsonNode field : fields) {
      String name = text(field, "name");
      if (!names.add(name)) {
        throw new UnreadableSchema("expected one field '" + name + "' in '" + record.name + "'");
      }
      members.add(new AvroType.Member(name, type(field.get("type"), namespace)));
    }
    record.members = List.copyOf(members);
  }

  private static String full(String name, String namespace) {
    return name.indexOf('.') >= 0 || namespace.isEmpty() ? name : namespace + "." + name;
  }

  private static String text(JsonNode node, String member) {
    JsonNode text = node.get(member);
    if (text == null || !text.isTextual()) {
      throw new UnreadableSchema("expected '" + member + "' as a text in a schema of Avro");
    }
    return text.textValue();
  }

  /** Sets the logical type if it fits; otherwise it is ignored, as Avro's specification says. */
  private static AvroType logical(AvroType type, JsonNode node) {
    String logical = node.path("logicalType").asText("");
    boolean fits =
        switch (logical) {
          case "decimal" -> type.kind == Kind.BYTES || type.kind == Kind.FIXED;
          case "date", "time-millis" -> type.kind == Kind.INT;
          case "time-micros",
              "timestamp-millis",
              "timestamp-micros",
              "timestamp-nanos",
              "local-timestamp-millis",
              "local-timestamp-micros",
              "local-timestamp-nanos" ->
              type.kind == Kind.LONG;
          default -> false;
        };
    if (fits && (!logical.equals("decimal") || decimal(type, node))) {
      type.logical = logical;
    }
    return type;
  }

  private static boolean decimal(AvroType type, JsonNode node) {
    int precision = node.path("precision").asInt(0);
    int scale = node.path("scale").asInt(0);
    if (precision < 1 || scale < 0 || scale > precision) {
      return false;
    }
    if (type.kind == Kind.FIXED
        && BigInteger.TEN.pow(Math.min(precision, 1_000)).bitLength() > 8L * type.size) {
      return false;
    }
    type.scale = scale;
    return true;
  }
}
