package io.tidemark.model.yaml;

import io.tidemark.model.definition.StreamDefinition;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Checks the topics of a stream: their syntax, and that no two collide. */
final class TopicNames {
  /**
   * Kafka allows 249 characters. A topic is also a datasource, and Druid stores the id of a segment
   * in 255: the datasource, the interval, the version and the partition, some 90 without the first.
   */
  private static final Pattern FORM = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{0,149}");

  /** The topics by their names in Kafka's metrics. */
  private final Map<String, Taken> taken = new HashMap<>();

  /** How many topics the stream has besides those that its definition names. */
  private final int own;

  private record Taken(String topic, String what) {}

  TopicNames(String stream) {
    put(stream + StreamDefinition.DEAD_LETTER, "that of the dead letters");
    put(stream + DefinitionReader.HISTORY, "that of the definition's history");
    own = taken.size();
  }

  /** Reads and checks the topic at a node. */
  String take(YamlNode node) {
    String topic =
        node.match(
            FORM,
            "a topic of letters, digits, '.', '_' and '-' that starts with a letter or a digit, 150"
                + " characters at most");
    Taken before = put(topic, taken.size() == own ? "the raw one" : "that of other windows");
    if (before == null) {
      return topic;
    }
    throw before.topic().equals(topic)
        ? node.expected("another topic than " + before.what(), "'" + topic + "'")
        : node.expected(
            "a topic that differs from "
                + before.what()
                + ", '"
                + before.topic()
                + "', in more than '.' and '_', which Kafka does not tell apart",
            "'" + topic + "'");
  }

  private Taken put(String topic, String what) {
    return taken.put(topic.replace('.', '_'), new Taken(topic, what));
  }
}
