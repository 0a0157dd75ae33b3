package io.tidemark.stack.secure;

/**
 * A right in Kafka or in Druid, in the words of the system that grants it.
 *
 * @param type of the resource: {@code TOPIC}, {@code DATASOURCE}
 * @param name of the resource; {@code *} for every name in Kafka, a regular expression in Druid
 * @param action {@code READ}, {@code WRITE}
 */
public record Right(String type, String name, String action) implements Comparable<Right> {
  /**
   * @param text type, name and action with spaces between them: {@code TOPIC * READ}
   */
  public static Right of(String text) {
    String[] words = text.split(" ");
    if (words.length != 3) {
      throw new IllegalArgumentException("expected TYPE NAME ACTION, found " + text);
    }
    return new Right(words[0], words[1], words[2]);
  }

  @Override
  public int compareTo(Right other) {
    return toString().compareTo(other.toString());
  }

  /** The text of {@link #of}. */
  @Override
  public String toString() {
    return type + ' ' + name + ' ' + action;
  }
}
