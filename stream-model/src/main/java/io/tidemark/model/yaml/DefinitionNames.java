package io.tidemark.model.yaml;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.StreamDefinition;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The names of fields and columns in a definition, and the reserved words of the grammar. */
final class DefinitionNames {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9_]{0,99}");

  private DefinitionNames() {}

  /** Requires a valid name of a field or column. */
  static void check(YamlNode node, String name) {
    if (!NAME.matcher(name).matches()) {
      throw node.expected(
          "a name of letters, digits and '_' that starts with a letter, 100 characters at most",
          "'" + name + "'");
    }
    if (name.equals(StreamDefinition.HEARTBEAT)) {
      throw node.expected("another name: heartbeats have this one", "'" + name + "'");
    }
  }

  static Field find(YamlNode node, String name, List<Field> fields) {
    checkKnown(node, name, fields.stream().map(Field::name).toList());
    return fields.stream().filter(field -> field.name().equals(name)).findFirst().orElseThrow();
  }

  static void checkKnown(YamlNode node, String name, List<String> names) {
    if (!names.contains(name)) {
      throw node.expected("one of the fields " + String.join(", ", names), "'" + name + "'");
    }
  }

  static <E extends Enum<E>> E keyword(YamlNode node, Class<E> kind, String what) {
    String text = node.text();
    return Arrays.stream(kind.getEnumConstants())
        .filter(constant -> constant.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(() -> node.expected(what + " " + keywords(kind), "'" + text + "'"));
  }

  static <E extends Enum<E>> String keywords(Class<E> kind) {
    return Arrays.stream(kind.getEnumConstants())
        .map(constant -> constant.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  static String kind(FieldType type) {
    return "type " + type.name().toLowerCase(Locale.ROOT);
  }
}
