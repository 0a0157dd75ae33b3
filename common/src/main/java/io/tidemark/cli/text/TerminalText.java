package io.tidemark.cli.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Text from records, escaped so that a terminal does not interpret any of it as a control sequence.
 */
public final class TerminalText {
  private static final char CUT = '…';

  private TerminalText() {}

  /** The text, or null if the bytes are null or not UTF-8. */
  public static String utf8(byte[] bytes) {
    if (bytes == null) {
      return null;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /**
   * The text; if the bytes are not UTF-8, all bytes other than printable ASCII are written as
   * {@code \xff}.
   */
  public static String of(byte[] bytes) {
    String text = utf8(bytes);
    if (text != null || bytes == null) {
      return text;
    }
    StringBuilder shown = new StringBuilder();
    for (byte one : bytes) {
      if (one >= ' ' && one <= '~') {
        shown.append((char) one);
      } else {
        shown.append(String.format("\\x%02x", one));
      }
    }
    return shown.toString();
  }

  /**
   * The text in one line, with invisible characters escaped: control characters, direction marks,
   * unpaired surrogates.
   *
   * @param width the maximum number of characters; a longer text ends with an ellipsis
   */
  public static String harmless(String text, int width) {
    StringBuilder safe = new StringBuilder();
    int length = 0;
    int cut = 0;
    for (int at = 0; at < text.length(); ) {
      int character = text.codePointAt(at);
      at += Character.charCount(character);
      if (hidden(character)) {
        String escaped = escape(character);
        safe.append(escaped);
        length += escaped.length();
      } else {
        safe.appendCodePoint(character);
        length++;
      }
      if (length < width) {
        cut = safe.length();
      } else if (length > width) {
        safe.setLength(cut);
        return safe.append(CUT).toString();
      }
    }
    return safe.toString();
  }

  private static boolean hidden(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }

  private static String escape(int character) {
    return switch (character) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> String.format("\\u%04x", character);
    };
  }
}
