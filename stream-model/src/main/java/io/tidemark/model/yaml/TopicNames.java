package io.tidemark.model.yaml;

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

  private record Taken(String topic, String what) {}

  TopicNames(String deadLetters) {
    put(deadLetters, "that of the dead letters");
  }

  /** Reads and checks the topic at a node. */
  String take(YamlNode node) {
    String topic =
        node.match(
            FORM,
            "a topic of letters, digits, '.', '_' and '-' that starts with a letter or a digit, 150"
                + " characters at most");
    Taken before = put(topic, taken.size() == 1 ? "the raw one" : "that of other windows");
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
