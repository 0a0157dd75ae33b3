package io.tidemark.model.yaml;

import io.tidemark.model.definition.Durations;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A node of a YAML file with its line number for error messages. */
final class YamlNode {
  private final Path file;
  private final Node node;
  private final String name;
  private final Map<String, YamlNode> children = new LinkedHashMap<>();

  /** The largest file in bytes; a longer one is not a definition. */
  private static final int MAX_BYTES = 1 << 20;

  /** The most characters of a found value that an error message quotes. */
  private static final int MAX_FOUND = 200;

  private YamlNode(Path file, Node node, String name) {
    this.file = file;
    this.node = node;
    this.name = name;
    if (node instanceof MappingNode mapping) {
      for (NodeTuple entry : mapping.getValue()) {
        Node key = entry.getKeyNode();
        if (!(key instanceof ScalarNode scalar)) {
          throw new YamlNode(file, key, name).expected("a name", "a structure");
        }
        YamlNode child = new YamlNode(file, entry.getValueNode(), scalar.getValue());
        if (children.put(scalar.getValue(), child) != null) {
          throw new YamlNode(file, key, name)
              .expected("each name once", "'" + scalar.getValue() + "' again");
        }
      }
    }
  }

  static YamlNode read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new DefinitionException(file + ": expected a definition, found a file over 1 MiB");
      }
      LoaderOptions options = new LoaderOptions();
      options.setMaxAliasesForCollections(0);
      Node root =
          new Yaml(new SafeConstructor(options)).compose(new StringReader(Files.readString(file)));
      if (root == null) {
        throw new DefinitionException(file + ":1: expected a definition, found an empty file");
      }
      return new YamlNode(file, root, null);
    } catch (NoSuchFileException e) {
      throw new DefinitionException(file + ": no such definition" + known(file));
    } catch (CharacterCodingException e) {
      throw new DefinitionException(file + ": expected UTF-8 text");
    } catch (IOException e) {
      throw new DefinitionException(file + ": cannot be read: " + e.getMessage());
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw new DefinitionException(file + ":" + line + ": expected YAML: " + e.getProblem());
    } catch (YAMLException e) {
      throw new DefinitionException(
          file + ": expected YAML: " + e.getMessage().lines().findFirst().orElse(""));
    }
  }

  /**
   * Reads a text that is no file.
   *
   * @param name what the text is, for error messages
   */
  static YamlNode parse(String text, String name) {
    try {
      LoaderOptions options = new LoaderOptions();
      options.setMaxAliasesForCollections(0);
      Node root = new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
      return new YamlNode(Path.of(name), root, null);
    } catch (YAMLException e) {
      throw new DefinitionException(
          name + ": expected YAML or JSON: " + e.getMessage().lines().findFirst().orElse(""));
    }
  }

  private static String known(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    try (var files = Files.list(folder)) {
      List<String> names =
          files
              .map(other -> other.getFileName().toString())
              .filter(other -> other.endsWith(".yaml"))
              .map(other -> other.substring(0, other.length() - ".yaml".length()))
              .sorted()
              .toList();
      return names.isEmpty() ? "" : "; there are " + String.join(", ", names);
    } catch (IOException e) {
      return "; the folder " + folder + " cannot be read either";
    }
  }

  /** An error at this node. */
  DefinitionException expected(String what, String found) {
    int line = node.getStartMark().getLine() + 1;
    return new DefinitionException(
        file
            + ":"
            + line
            + ": expected "
            + inOneLine(what)
            + ", found "
            + shortened(inOneLine(found)));
  }

  private static String inOneLine(String text) {
    return text.replaceAll("[\\p{Cntrl}\\x{85}\\x{2028}\\x{2029}]+", " ");
  }

  private static String shortened(String text) {
    return text.length() <= MAX_FOUND
        ? text
        : text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, MAX_FOUND))) + "…";
  }

  /** Requires that the mapping has no other keys. */
  void keys(String... allowed) {
    mapping("the keys " + String.join(", ", allowed));
    for (Map.Entry<String, YamlNode> child : children.entrySet()) {
      if (!List.of(allowed).contains(child.getKey())) {
        throw child
            .getValue()
            .expected("one of the keys " + String.join(", ", allowed), "'" + child.getKey() + "'");
      }
    }
  }

  /** The keys of the mapping in the order of the file. */
  List<String> names(String what) {
    mapping(what);
    if (children.isEmpty()) {
      throw expected(what, "none");
    }
    return List.copyOf(children.keySet());
  }

  boolean has(String key) {
    return children.containsKey(key);
  }

  YamlNode get(String key) {
    YamlNode child = children.get(key);
    if (child == null) {
      throw expected("the key '" + key + "'" + (name == null ? "" : " in '" + name + "'"), "none");
    }
    return child;
  }

  List<YamlNode> items() {
    if (!(node instanceof SequenceNode sequence)) {
      throw expected("a list such as [a, b] for '" + name + "'", describe());
    }
    List<YamlNode> items = new ArrayList<>();
    sequence.getValue().forEach(item -> items.add(new YamlNode(file, item, name)));
    return items;
  }

  List<String> texts(String what) {
    List<String> texts = items().stream().map(YamlNode::quotedOrText).toList();
    if (texts.isEmpty()) {
      throw expected(what, "none");
    }
    return texts;
  }

  boolean isMapping() {
    return node instanceof MappingNode;
  }

  boolean isSequence() {
    return node instanceof SequenceNode;
  }

  /** Whether it is a whole number without quotes. */
  boolean isWholeNumber() {
    return node instanceof ScalarNode scalar
        && scalar.getScalarStyle() == DumperOptions.ScalarStyle.PLAIN
        && scalar.getValue().matches("[0-9]{1,9}");
  }

  /** A text with the blanks at its ends, which may be blank if it is quoted. */
  String textWithBlanks() {
    return quotedOrText();
  }

  /** A string, which may be blank if it is quoted. */
  private String quotedOrText() {
    boolean quoted =
        node instanceof ScalarNode scalar
            && scalar.getScalarStyle() != DumperOptions.ScalarStyle.PLAIN;
    return quoted ? ((ScalarNode) node).getValue() : text();
  }

  String text() {
    if (!(node instanceof ScalarNode scalar) || scalar.getValue().isBlank()) {
      throw expected("a text for '" + name + "'", describe());
    }
    return scalar.getValue();
  }

  String match(Pattern form, String what) {
    String text = text();
    if (!form.matcher(text).matches()) {
      throw expected(what, "'" + text + "'");
    }
    return text;
  }

  long integer(long min, long max) {
    String what = "a whole number from " + min + " to " + max + " for '" + name + "'";
    try {
      long value = Long.parseLong(text());
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw expected(what, "'" + text() + "'");
    }
    throw expected(what, text());
  }

  double number() {
    try {
      double value = Double.parseDouble(text());
      if (Double.isFinite(value) && Math.abs(value) <= 1e12) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw expected("a number for '" + name + "'", "'" + text() + "'");
    }
    throw expected("a number within ±1e12 for '" + name + "'", text());
  }

  double positive() {
    double value = number();
    if (value < 0) {
      throw expected("a number that is not negative for '" + name + "'", text());
    }
    return value;
  }

  boolean yesOrNo() {
    return match(Pattern.compile("true|false"), "true or false for '" + name + "'").equals("true");
  }

  Duration duration() {
    try {
      return Durations.parse(text());
    } catch (IllegalArgumentException e) {
      throw expected(Durations.EXPECTED + " for '" + name + "'", "'" + text() + "'");
    }
  }

  private void mapping(String what) {
    if (!(node instanceof MappingNode)) {
      throw expected(what + (name == null ? "" : " in '" + name + "'"), describe());
    }
  }

  private String describe() {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue().isBlank() ? "nothing" : "'" + scalar.getValue() + "'";
    }
    return node instanceof SequenceNode ? "a list" : "a structure";
  }
}
