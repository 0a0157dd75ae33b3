package io.tidemark.generator.replay;

/** The beginning of a text of others, for a message. */
final class Excerpt {
  private static final int LONGEST = 200;

  private Excerpt() {}

  /** At most 200 characters of a text. */
  static String of(String text) {
    return of(text, LONGEST);
  }

  /**
   * @param longest the most characters of the text
   */
  static String of(String text, int longest) {
    String begin = text.substring(0, Math.min(text.length(), longest));
    // no control character reaches the terminal
    return begin.replaceAll("\\p{C}", "?") + (longest < text.length() ? "…" : "");
  }
}
