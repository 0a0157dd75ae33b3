package io.tidemark.model.yaml;

import io.tidemark.model.expression.Condition.Comparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Divides the text of an expression into names, numbers, texts in quotes, and signs. */
final class ExpressionTokens {
  /** The signs of comparisons. */
  static final Map<String, Comparison> COMPARISONS =
      Map.of(
          "=", Comparison.EQUAL,
          "==", Comparison.EQUAL,
          "!=", Comparison.NOT_EQUAL,
          "<>", Comparison.NOT_EQUAL,
          "<", Comparison.LESS,
          "<=", Comparison.LESS_OR_EQUAL,
          ">", Comparison.GREATER,
          ">=", Comparison.GREATER_OR_EQUAL);

  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*+(?:(?<number>\\d+(?:\\.\\d+)?)|(?<name>[a-zA-Z][a-zA-Z0-9_]*)"
              + "|(?<text>'[^']*+(?:''[^']*+)*+')|(?<sign><=|>=|!=|<>|==|[-+*/()=<>,]))");

  private static final int MOST_TOKENS = 10_000;

  private ExpressionTokens() {}

  static List<String> of(String text) throws ExpressionParser.Wrong {
    List<String> tokens = new ArrayList<>();
    Matcher token = TOKEN.matcher(text);
    int at = 0;
    String rest = text.stripTrailing();
    while (at < rest.length()) {
      if (!token.region(at, rest.length()).lookingAt()) {
        throw new ExpressionParser.Wrong(
            "an expression of fields, numbers, 'texts' and operators",
            "'" + rest.substring(at).strip() + "'");
      }
      tokens.add(token.group().strip());
      at = token.end();
      if (tokens.size() > MOST_TOKENS) {
        throw new ExpressionParser.Wrong(
            "at most " + MOST_TOKENS + " words, numbers and signs", "more");
      }
    }
    return tokens;
  }
}
