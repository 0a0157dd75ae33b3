package io.tidemark.model.yaml;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The topics of a stream, of which no two are the same. */
final class TopicNames {
  private static final Pattern FORM = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{0,199}");

  private final Map<String, String> taken = new HashMap<>();

  TopicNames(String deadLetters) {
    taken.put(deadLetters, "that of the dead letters");
  }

  /** Takes the topic at this place of the definition. */
  String take(YamlNode node) {
    String topic = node.match(FORM, "a topic of letters, digits, '.', '_' and '-'");
    String before = taken.put(topic, taken.size() == 1 ? "the raw one" : "that of other windows");
    if (before != null) {
      throw node.expected("another topic than " + before, "'" + topic + "'");
    }
    return topic;
  }
}
