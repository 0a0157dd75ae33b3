package io.tidemark.command.sample;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Texts in YAML. */
final class YamlText {
  /** A text that stands as it is, also inside brackets. */
  private static final Pattern PLAIN = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_./-]*");

  private static final Set<String> WORDS =
      Set.of("null", "true", "false", "yes", "no", "on", "off");

  private static final Pattern HALF = Pattern.compile("[\\x{d800}-\\x{dfff}]");
  private static final int LONGEST_COMMENT = 160;

  private YamlText() {}

  /** Whether YAML can hold it: no half of a character. */
  static boolean canHold(String text) {
    return !HALF.matcher(text).find();
  }

  /** A text as a scalar, in quotes where YAML needs them. */
  static String scalar(String text) {
    return PLAIN.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT))
        ? text
        : quoted(text);
  }

  /** A text in double quotes. */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            point -> {
              if (point == '"' || point == '\\') {
                quoted.append('\\').appendCodePoint(point);
              } else if (isPrintable(point)) {
                quoted.appendCodePoint(point);
              } else {
                quoted.append(String.format(Locale.ROOT, "\\U%08x", point));
              }
            });
    return quoted.append('"').toString();
  }

  /** A text for a comment of one line. */
  static String comment(String text) {
    StringBuilder comment = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> {
              if (isPrintable(point)) {
                comment.appendCodePoint(point);
              } else {
                comment.append(' ');
              }
            });
    return shortened(comment.toString(), LONGEST_COMMENT);
  }

  /** The beginning of a text. */
  static String shortened(String text, int longest) {
    int points = text.codePointCount(0, text.length());
    return points <= longest ? text : text.substring(0, text.offsetByCodePoints(0, longest)) + "…";
  }

  /** Whether it may stand in a YAML file and is no line break there. */
  private static boolean isPrintable(int point) {
    return point >= ' ' && point < 0x7f
        || point > 0xa0 && point < 0x2028
        || point > 0x2029 && point < 0xd800
        || point >= 0xe000 && point < 0xfeff
        || point > 0xff00 && point < 0xfffe
        || point > 0xffff && point < 0x1f000
        || point >= 0x1f300 && point < 0x1fb00;
  }
}
